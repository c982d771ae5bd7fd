//! `ServerAnswer::decode`, and the decoders of the answers it tells apart.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::mcs::DisconnectProviderUltimatum;
use rdp_health_wire::x224::{ConnectionConfirm, ServerAnswer, encode_data};

fuzz_target!(|bytes: &[u8]| {
    let confirm = ConnectionConfirm::decode(bytes);
    let ultimatum = DisconnectProviderUltimatum::decode(bytes);
    let Ok(answer) = ServerAnswer::decode(bytes) else {
        assert!(confirm.is_err() && ultimatum.is_err());
        return;
    };
    assert_eq!(confirm.is_ok(), matches!(answer, ServerAnswer::ConnectionConfirm(_)));
    assert_eq!(ultimatum.is_ok(), matches!(answer, ServerAnswer::McsDisconnect(_)));
    let frame = match &answer {
        ServerAnswer::ConnectionConfirm(confirm) => confirm.encode(),
        ServerAnswer::DisconnectRequest(refusal) => refusal.encode(),
        ServerAnswer::TpduError(error) => error.encode(),
        ServerAnswer::McsDisconnect(reason) => DisconnectProviderUltimatum { reason: *reason }.encode(),
        ServerAnswer::Data(payload) => encode_data(payload),
        _ => return,
    };
    assert_eq!(ServerAnswer::decode(&frame), Ok(answer));
});
