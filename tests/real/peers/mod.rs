//! The same questions put by other tools: every fact that both claim is compared. `tests/real/DIFFERENCES.md` explains
//! what differs, with the bytes.

mod nmap;
mod openssl_verify;
mod rules;
mod tls;
mod trust;
