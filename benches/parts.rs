//! The parts of a check that do no I/O, each alone. Nothing is asked of a duration.
//!
//! Reading a certificate is not among them: the library does it inside a check only, so it shows in `one_host`.

// A bench that cannot load what it measures has nothing better to do than to stop.
#![allow(clippy::expect_used)]

use std::fmt;
use std::path::Path;
use std::time::SystemTime;

use divan::{Bencher, black_box};
use rdp_health::{Diagnosis, Error, Explanation, Policy, Report, diagnose, explain};
use rdp_health_benches::Fleet;
use rdp_health_wire::negotiation::{NegotiationResponse, ResponseFlags, SecurityProtocols};
use rdp_health_wire::tls::{ClientHello, FlightReader};
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Negotiation, ServerAnswer};
use rdp_health_wire::{DecodeError, EncodeError};

fn main() {
    divan::main();
}

/// What a client of today asks for.
fn request() -> ConnectionRequest {
    ConnectionRequest::new(SecurityProtocols::SSL | SecurityProtocols::HYBRID | SecurityProtocols::HYBRID_EX)
}

/// What Windows answers.
fn confirm() -> ConnectionConfirm {
    let (flags, selected) = (ResponseFlags(0x1f), SecurityProtocols::HYBRID_EX);
    ConnectionConfirm::new(Negotiation::Response(NegotiationResponse { flags, selected }))
}

#[divan::bench]
fn connection_request_encode(bencher: Bencher<'_, '_>) {
    let request = request();
    bencher.bench(|| -> Result<Vec<u8>, EncodeError> { black_box(&request).encode() });
}

#[divan::bench]
fn connection_request_decode(bencher: Bencher<'_, '_>) {
    let bytes = request().encode().expect("nothing in it is too long");
    bencher
        .bench(|| -> Result<ConnectionRequest, DecodeError> { ConnectionRequest::decode(black_box(&bytes)) });
}

#[divan::bench]
fn connection_confirm_encode(bencher: Bencher<'_, '_>) {
    let confirm = confirm();
    bencher.bench(|| black_box(&confirm).encode());
}

/// As a client reads it, who cannot know which answer it will be.
#[divan::bench]
fn connection_confirm_decode(bencher: Bencher<'_, '_>) {
    let bytes = confirm().encode();
    bencher.bench(|| -> Result<ServerAnswer, DecodeError> { ServerAnswer::decode(black_box(&bytes)) });
}

/// Composed and encoded: 37 suites, SNI.
#[divan::bench]
fn client_hello_encode() -> Vec<u8> {
    ClientHello::tls12(black_box([7; 32])).with_server_name("srv01.corp.example").encode_record()
}

#[divan::bench]
fn client_hello_decode(bencher: Bencher<'_, '_>) {
    let bytes = client_hello_encode();
    bencher.bench(|| -> Result<ClientHello, DecodeError> { ClientHello::decode(black_box(&bytes)) });
}

/// What OpenSSL 3.0 answered to [`ClientHello::tls12`]: ServerHello, two RSA 2048 certificates, ServerKeyExchange and
/// ServerHelloDone, a record each.
const FLIGHT: &[u8] = include_bytes!("data/openssl-tls12-flight.bin");

#[divan::bench(args = [1, 536, 4096])]
fn server_flight_decode(bencher: Bencher<'_, '_>, bytes_at_once: usize) {
    bencher.counter(divan::counter::BytesCount::of_slice(FLIGHT)).bench(|| {
        let mut reader = FlightReader::new();
        let mut messages: u32 = 0;
        for piece in black_box(FLIGHT).chunks(bytes_at_once) {
            reader.push(piece);
            while reader.next().expect("a good flight").is_some() {
                messages += 1;
            }
        }
        assert_eq!(messages, 4);
    });
}

/// A report as it was once made.
struct Recording {
    name: String,
    report: Report,
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn recordings() -> Vec<Recording> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/observations");
    let entries = std::fs::read_dir(folder).expect("the recorded cases").map(|entry| entry.expect("a file"));
    let mut recordings: Vec<Recording> = entries
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("a recorded case");
            let name = entry.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Recording { name, report: Report::from_json(&text).expect("a report") }
        })
        .collect();
    recordings.sort_by(|one, other| one.name.cmp(&other.name));
    recordings
}

/// Any moment will do, and it is the same one in every run.
fn moment() -> SystemTime {
    Fleet::moment().expect("the fleet's scenario")
}

#[divan::bench(args = recordings())]
fn diagnosis(bencher: Bencher<'_, '_>, recording: &Recording) {
    let report = &recording.report;
    let options = report.options.clone().policy(Policy::default()).judge_at(moment());
    bencher.bench(|| -> Diagnosis {
        diagnose((black_box(&report.observations), &report.target), black_box(&options))
    });
}

#[divan::bench(args = recordings())]
fn report_to_json(bencher: Bencher<'_, '_>, recording: &Recording) {
    bencher.bench(|| black_box(&recording.report).to_json());
}

#[divan::bench(args = ["0x904/0x7", "-2146893018", "ERRINFO_LOGON_TIMEOUT", "tls-no-shared-cipher"])]
fn explanation(query: &str) -> Result<Explanation, Error> {
    explain(black_box(query))
}
