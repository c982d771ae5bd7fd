//! [RFC 5246 § 6.3] The key block: MAC keys, encryption keys, and where rustls looks for them.

use rustls::Error;
use rustls::crypto::ActiveKeyExchange;
use rustls::crypto::tls12::Prf;

/// A key block begins with the two MAC keys, for which rustls has no place. It takes from the front the two encryption
/// keys, then the two IVs, so the MAC keys are turned to the end and travel as the IVs, of which CBC in TLS 1.2 has none.
pub(crate) struct MacKeysFirst {
    pub(crate) prf: &'static dyn Prf,
    /// Length of one MAC key.
    pub(crate) mac_length: usize,
}

impl Prf for MacKeysFirst {
    fn for_key_exchange(
        &self,
        output: &mut [u8; 48],
        exchange: Box<dyn ActiveKeyExchange>,
        peer_public_key: &[u8],
        label: &[u8],
        seed: &[u8],
    ) -> Result<(), Error> {
        self.prf.for_key_exchange(output, exchange, peer_public_key, label, seed)
    }

    fn for_secret(&self, output: &mut [u8], secret: &[u8], label: &[u8], seed: &[u8]) {
        self.prf.for_secret(output, secret, label, seed);
        if label == b"key expansion" {
            let mac_keys = output.len().min(2 * self.mac_length);
            output.rotate_left(mac_keys);
        }
    }
}
