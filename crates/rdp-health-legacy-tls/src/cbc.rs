//! [RFC 5246 § 6.2.3.2] GenericBlockCipher: an IV, and encrypted under it the content, its MAC and padding.

use aes::cipher::{BlockDecrypt as _, BlockEncrypt as _, KeyInit as _};
use aes::{Aes128, Aes256, Block};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, KeyBlockShape, MessageDecrypter, MessageEncrypter,
    OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload, Tls12AeadAlgorithm,
    UnsupportedOperationError, make_tls12_aad,
};
use rustls::{ConnectionTrafficSecrets, Error};

const BLOCK: usize = 16;
/// [RFC 5246 § 6.2.1] The longest content of a record.
const LONGEST: usize = 1 << 14;

/// AES and the MAC of a suite.
pub(crate) struct Cbc {
    pub(crate) key_length: usize,
    pub(crate) mac: &'static hmac::Algorithm,
    pub(crate) mac_length: usize,
}

impl Tls12AeadAlgorithm for Cbc {
    fn encrypter(&self, key: AeadKey, mac_key: &[u8], _: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(self.direction(key.as_ref(), mac_key))
    }

    fn decrypter(&self, key: AeadKey, mac_key: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(self.direction(key.as_ref(), mac_key))
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape { enc_key_len: self.key_length, fixed_iv_len: self.mac_length, explicit_nonce_len: 0 }
    }

    fn extract_keys(
        &self,
        _: AeadKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

impl Cbc {
    fn direction(&self, key: &[u8], mac_key: &[u8]) -> Direction {
        Direction { aes: Aes::new(key), mac: hmac::Key::new(*self.mac, mac_key), mac_length: self.mac_length }
    }
}

enum Aes {
    Bits128(Box<Aes128>),
    Bits256(Box<Aes256>),
}

impl Aes {
    /// rustls gives a key of the length that [`Cbc::key_block_shape`] names.
    fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(|aes| Self::Bits128(Box::new(aes))),
            _ => Aes256::new_from_slice(key).ok().map(|aes| Self::Bits256(Box::new(aes))),
        }
    }

    fn encrypt(&self, block: &mut [u8; BLOCK]) {
        let mut state = Block::from(*block);
        match self {
            Self::Bits128(aes) => aes.encrypt_block(&mut state),
            Self::Bits256(aes) => aes.encrypt_block(&mut state),
        }
        *block = state.into();
    }

    fn decrypt(&self, block: &mut [u8; BLOCK]) {
        let mut state = Block::from(*block);
        match self {
            Self::Bits128(aes) => aes.decrypt_block(&mut state),
            Self::Bits256(aes) => aes.decrypt_block(&mut state),
        }
        *block = state.into();
    }
}

/// The keys of one direction.
struct Direction {
    aes: Option<Aes>,
    mac: hmac::Key,
    mac_length: usize,
}

impl Direction {
    /// [RFC 5246 § 6.2.3.1] The header stands for the record's number, type, version and length.
    fn mac(&self, header: &[u8], content: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.mac);
        context.update(header);
        context.update(content);
        context.sign()
    }

    /// Length of content, MAC and padding: whole blocks, with at least the byte that counts the padding.
    fn padded_length(&self, content: usize) -> usize {
        (content + self.mac_length + 1).next_multiple_of(BLOCK)
    }
}

impl MessageEncrypter for Direction {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        seq: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let aes = self.aes.as_ref().ok_or(Error::EncryptError)?;
        let mut plain = message.payload.to_vec();
        let length = self.padded_length(plain.len());
        let header = make_tls12_aad(seq, message.typ, message.version, plain.len());
        plain.extend(self.mac(&header, &plain).as_ref());
        let padding = length.saturating_sub(plain.len());
        let count = u8::try_from(padding.saturating_sub(1)).map_err(|_| Error::EncryptError)?;
        plain.resize(length, count);

        let mut previous = [0; BLOCK];
        SystemRandom::new().fill(&mut previous).map_err(|_| Error::EncryptError)?;
        let mut payload = PrefixedPayload::with_capacity(BLOCK + length);
        payload.extend_from_slice(&previous);
        let (blocks, _) = plain.as_chunks::<BLOCK>();
        for block in blocks {
            previous.iter_mut().zip(block).for_each(|(byte, plain)| *byte ^= plain);
            aes.encrypt(&mut previous);
            payload.extend_from_slice(&previous);
        }
        Ok(OutboundOpaqueMessage::new(message.typ, message.version, payload))
    }

    fn encrypted_payload_len(&self, content: usize) -> usize {
        BLOCK + self.padded_length(content)
    }
}

impl MessageDecrypter for Direction {
    fn decrypt<'a>(
        &mut self,
        mut message: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let aes = self.aes.as_ref().ok_or(Error::DecryptError)?;
        let (blocks, rest) = message.payload.as_chunks_mut::<BLOCK>();
        let (iv, blocks) = blocks.split_first_mut().ok_or(Error::DecryptError)?;
        if !rest.is_empty() || blocks.len() * BLOCK < self.padded_length(0) {
            return Err(Error::DecryptError);
        }
        let mut previous = *iv;
        for block in &mut *blocks {
            let cipher = *block;
            aes.decrypt(block);
            block.iter_mut().zip(previous).for_each(|(byte, previous)| *byte ^= previous);
            previous = cipher;
        }
        let header = |length| make_tls12_aad(seq, message.typ, message.version, length);
        let content = self.open(blocks.as_flattened(), header).ok_or(Error::DecryptError)?;
        if LONGEST < content {
            return Err(Error::PeerSentOversizedRecord);
        }
        Ok(message.into_plain_message_range(BLOCK..BLOCK + content))
    }
}

impl Direction {
    /// The length of the content, where padding and MAC are right. Both are checked before either is judged.
    fn open<const N: usize>(&self, plain: &[u8], header: impl Fn(usize) -> [u8; N]) -> Option<usize> {
        let count = usize::from(*plain.last()?);
        let padding = (count + 1).min(plain.len().saturating_sub(self.mac_length));
        let (rest, padding) = plain.split_at_checked(plain.len() - padding)?;
        let padded = padding.len() == count + 1 && padding.iter().all(|byte| usize::from(*byte) == count);
        let (content, mac) = rest.split_at_checked(rest.len().saturating_sub(self.mac_length))?;
        let signed = [&header(content.len()), content].concat();
        let authentic = hmac::verify(&self.mac, &signed, mac).is_ok();
        (padded && authentic).then_some(content.len())
    }
}

#[cfg(test)]
mod tests {
    use rustls::crypto::cipher::OutboundChunks;
    use rustls::{ContentType, ProtocolVersion};

    use super::*;
    use crate::{AES_128_SHA1, AES_128_SHA256, AES_256_SHA1, AES_256_SHA384};

    const ALL: [&Cbc; 4] = [&AES_128_SHA1, &AES_256_SHA1, &AES_128_SHA256, &AES_256_SHA384];

    fn direction(cbc: &Cbc) -> Direction {
        cbc.direction(&vec![0x2b; cbc.key_length], &vec![0x0b; cbc.mac_length])
    }

    /// The body of a record.
    fn sealed(cbc: &Cbc, content: &[u8], seq: u64) -> Vec<u8> {
        let payload = OutboundChunks::Single(content);
        let (typ, version) = (ContentType::ApplicationData, ProtocolVersion::TLSv1_2);
        let message = OutboundPlainMessage { typ, version, payload };
        let mut direction = direction(cbc);
        let announced = direction.encrypted_payload_len(content.len());
        let record = direction.encrypt(message, seq).unwrap().encode();
        let header = 5;
        assert_eq!(record.len() - header, announced);
        record[header..].to_vec()
    }

    fn opened(cbc: &Cbc, record: &mut [u8], seq: u64) -> Result<Vec<u8>, Error> {
        let (typ, version) = (ContentType::ApplicationData, ProtocolVersion::TLSv1_2);
        let message = InboundOpaqueMessage::new(typ, version, record);
        direction(cbc).decrypt(message, seq).map(|message| message.payload.to_vec())
    }

    #[test]
    fn every_length_comes_back() {
        for cbc in ALL {
            for length in (0..70).chain([255, 256, 1000, LONGEST]) {
                let content = vec![0x5e; length];
                let mut record = sealed(cbc, &content, 7);
                assert_eq!(opened(cbc, &mut record, 7).unwrap(), content, "{length}");
            }
        }
    }

    #[test]
    fn whatever_is_changed_is_noticed() {
        for cbc in ALL {
            let record = sealed(cbc, b"thirty-one bytes of plain content", 7);
            for bit in 0..record.len() * 8 {
                let mut changed = record.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(opened(cbc, &mut changed, 7), Err(Error::DecryptError), "bit {bit}");
            }
            assert_eq!(opened(cbc, &mut record.clone(), 8), Err(Error::DecryptError), "out of order");
        }
    }

    #[test]
    fn a_record_of_any_length_and_content_is_refused() {
        for cbc in ALL {
            for length in 0..200 {
                for byte in [0, 1, 15, 16, 0xff] {
                    let mut record = vec![byte; length];
                    assert_eq!(opened(cbc, &mut record, 0), Err(Error::DecryptError), "{length} of {byte}");
                }
            }
        }
    }

    #[test]
    fn padding_may_be_longer_than_needed() {
        let cbc = &AES_128_SHA256;
        let direction = direction(cbc);
        let (typ, version) = (ContentType::ApplicationData, ProtocolVersion::TLSv1_2);
        let content = b"content";
        let mut plain = content.to_vec();
        plain.extend(direction.mac(&make_tls12_aad(3, typ, version, content.len()), content).as_ref());
        // [RFC 5246 § 6.2.3.2] Up to 255 bytes, and the one that counts them.
        let padding = 256 - (plain.len() % BLOCK);
        plain.resize(plain.len() + padding, u8::try_from(padding - 1).unwrap());
        let mut record = vec![0; BLOCK];
        let mut previous = [0; BLOCK];
        for block in plain.as_chunks::<BLOCK>().0 {
            previous.iter_mut().zip(block).for_each(|(byte, plain)| *byte ^= plain);
            direction.aes.as_ref().unwrap().encrypt(&mut previous);
            record.extend(previous);
        }
        assert_eq!(opened(cbc, &mut record, 3).unwrap(), content);
    }
}
