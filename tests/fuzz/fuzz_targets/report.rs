//! Reports from anywhere: read, judged again, compared, written in every way. Mutations keep the JSON whole, and put
//! extreme numbers, hostile strings and parts of the report in the place of others.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use rdp_health::Report;
use rdp_health_fuzz::outputs;
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(report) = Report::from_json(text) else { return };
    let json = report.to_json().expect("a report is JSON");
    let again = Report::from_json(&json).expect("a report reads back");
    assert_eq!(again.to_json().ok(), Some(json));
    outputs::hold(&report);
});

fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes[..size]) else {
        return fuzzer_mutate(bytes, size, most);
    };
    let mut dice = Dice(u64::from(seed) | 1 << 40);
    for _ in 0..=dice.below(3) {
        let count = nodes(&value);
        let donor = pick(&mut value, dice.below(count)).clone();
        let place = dice.below(count);
        mutate(pick(&mut value, place), donor, &mut dice);
    }
    let Ok(text) = serde_json::to_vec(&value) else { return size };
    if most < text.len() {
        return size;
    }
    bytes[..text.len()].copy_from_slice(&text);
    text.len()
});

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % limit.max(1)
    }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum::<usize>(),
        Value::Object(fields) => fields.values().map(nodes).sum(),
        _ => 0,
    }
}

/// The node with this number, from the top.
fn pick(value: &mut Value, number: usize) -> &mut Value {
    let Some(mut left) = number.checked_sub(1) else { return value };
    // Which child it is in is found first: a reference that is returned cannot be given up again.
    let sizes: Vec<usize> = match &*value {
        Value::Array(items) => items.iter().map(nodes).collect(),
        Value::Object(fields) => fields.values().map(nodes).collect(),
        _ => return value,
    };
    let mut index = 0;
    while let Some(size) = sizes.get(index) {
        if left < *size {
            break;
        }
        left -= size;
        index += 1;
    }
    match value {
        Value::Array(items) => pick(&mut items[index], left),
        Value::Object(fields) => pick(fields.values_mut().nth(index).expect("it was counted"), left),
        _ => unreachable!("only these have children"),
    }
}

const NUMBERS: [i64; 12] = [
    0, 1, -1, 255, 65_536, i32::MAX as i64, i32::MIN as i64, 9_007_199_254_740_991, i64::MAX, i64::MIN,
    253_402_300_800, -62_135_596_801,
];
const STRINGS: [&str; 10] = [
    "",
    "\u{1b}[2Jfine",
    "\u{202e}gpj.exe",
    "a\r\nb",
    "\u{0}",
    "9999-12-31T23:59:59.999999999Z",
    "-9999-01-01T00:00:00Z",
    "169.254.169.254",
    "ffffffffffffffff",
    "\u{9b}31m\u{feff}",
];

fn mutate(node: &mut Value, donor: Value, dice: &mut Dice) {
    match (dice.below(8), &mut *node) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let index = dice.below(items.len());
            items.remove(index);
        }
        (1, Value::Array(items)) if !items.is_empty() && items.len() < 64 => {
            let twin = items[dice.below(items.len())].clone();
            items.push(twin);
        }
        (2, Value::Object(fields)) if !fields.is_empty() => {
            let index = dice.below(fields.len());
            let key = fields.keys().nth(index).cloned();
            key.and_then(|key| fields.remove(&key));
        }
        (3, node) => *node = donor,
        (4 | 5, node @ Value::String(_)) => *node = json!(STRINGS[dice.below(STRINGS.len())]),
        (4 | 5, Value::Number(number)) => {
            let near = number.as_i64().unwrap_or_default();
            *number = match dice.below(2) {
                0 => NUMBERS[dice.below(NUMBERS.len())].into(),
                _ => near.wrapping_add(NUMBERS[dice.below(6)]).into(),
            };
        }
        (4, Value::Bool(is)) => *is = !*is,
        (6, node) => *node = Value::Null,
        _ => {}
    }
}
