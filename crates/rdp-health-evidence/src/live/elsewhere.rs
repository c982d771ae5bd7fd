//! Systems that are not Windows have neither registry nor services of this kind.

use std::io;

/// One value: name, `REG_…`, data.
pub(super) type Value = (String, u32, Vec<u8>);

pub(super) fn values(_path: &str) -> io::Result<Vec<Value>> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn below(_path: &str) -> io::Result<Vec<String>> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn service(_name: &str) -> io::Result<(&'static str, Option<u32>)> {
    Err(io::ErrorKind::Unsupported.into())
}
