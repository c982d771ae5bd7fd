//! `FlightReader`: one byte that says how the rest is cut, then the stream.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::DecodeError;
use rdp_health_wire::tls::{FLIGHT_LIMIT, FlightReader, ServerMessage};

fn read(stream: &[u8], step: usize) -> (Vec<ServerMessage>, Option<DecodeError>) {
    let mut reader = FlightReader::new();
    let mut messages = Vec::new();
    for bytes in stream.chunks(step) {
        reader.push(bytes);
        loop {
            match reader.next() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Some(error)),
            }
        }
    }
    (messages, None)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&step, stream)) = bytes.split_first() else { return };
    let whole = read(stream, stream.len().max(1));
    assert_eq!(read(stream, usize::from(step).max(1)), whole, "cut into pieces of {step}");
    assert!(stream.len() <= FLIGHT_LIMIT || whole.1.is_some(), "the limit is kept");
});
