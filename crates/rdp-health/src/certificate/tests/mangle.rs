//! Ways of mangling a document, the same ones in each run.

/// xorshift64*, so that the same mutations come in each run.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % bound.max(1)
    }

    pub(super) fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

/// One way of mangling bytes.
pub(super) type Mangle = fn(&mut Vec<u8>, &mut Chance);

pub(super) const KINDS: &[(&str, Mangle)] = &[
    ("a bit flipped", |der, chance| {
        let at = chance.below(der.len());
        der[at] ^= 1 << chance.below(8);
    }),
    ("a byte replaced", |der, chance| {
        let at = chance.below(der.len());
        der[at] = chance.byte();
    }),
    ("eight bytes replaced", |der, chance| {
        for _ in 0..8 {
            let at = chance.below(der.len());
            der[at] = chance.byte();
        }
    }),
    ("a byte taken out", |der, chance| {
        der.remove(chance.below(der.len()));
    }),
    ("a byte put in", |der, chance| {
        let at = chance.below(der.len());
        der.insert(at, chance.byte());
    }),
    ("cut short", |der, chance| der.truncate(chance.below(der.len()))),
    ("a part said twice", |der, chance| {
        let (start, length) = (chance.below(der.len()), chance.below(64));
        let part: Vec<u8> = der.iter().skip(start).take(length).copied().collect();
        der.splice(start..start, part);
    }),
    ("two parts exchanged", |der, chance| {
        let (one, other) = (chance.below(der.len()), chance.below(der.len()));
        for offset in 0..chance.below(32) {
            if one.max(other) + offset < der.len() {
                der.swap(one + offset, other + offset);
            }
        }
    }),
    ("bytes behind it", |der, chance| {
        for _ in 0..=chance.below(16) {
            der.push(chance.byte());
        }
    }),
];
