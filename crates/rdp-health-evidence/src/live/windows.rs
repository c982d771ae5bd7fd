//! What Windows is asked, and with which rights.

use std::io;

use windows_registry::{Key, LOCAL_MACHINE};
use windows_service::Error;
use windows_service::service::{ServiceAccess, ServiceState};
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};

use super::REGISTRY_RIGHTS;

/// One value: name, `REG_…`, data.
pub(super) type Value = (String, u32, Vec<u8>);

/// The one place that opens a key.
pub(super) fn open(path: &str) -> io::Result<Key> {
    LOCAL_MACHINE.options().access(REGISTRY_RIGHTS).open(path).map_err(|error| of_result(error.code().0))
}

/// The values of a key below `HKEY_LOCAL_MACHINE`.
pub(super) fn values(path: &str) -> io::Result<Vec<Value>> {
    let key = open(path)?;
    let values = key.values().map_err(|error| of_result(error.code().0))?;
    Ok(values.map(|(name, value)| (name, value.ty().into(), value.to_vec())).collect())
}

/// The names of the keys below one.
pub(super) fn below(path: &str) -> io::Result<Vec<String>> {
    let key = open(path)?;
    let names = key.keys().map_err(|error| of_result(error.code().0))?;
    Ok(names.collect())
}

/// What a service does, in the words of WMI, and the process that it runs in.
pub(super) fn service(name: &str) -> io::Result<(&'static str, Option<u32>)> {
    let manager =
        ServiceManager::local_computer(None::<&str>, ServiceManagerAccess::CONNECT).map_err(of_service)?;
    let service = manager.open_service(name, ServiceAccess::QUERY_STATUS).map_err(of_service)?;
    let status = service.query_status().map_err(of_service)?;
    let state = match status.current_state {
        ServiceState::Stopped => "Stopped",
        ServiceState::StartPending => "Start Pending",
        ServiceState::StopPending => "Stop Pending",
        ServiceState::Running => "Running",
        ServiceState::ContinuePending => "Continue Pending",
        ServiceState::PausePending => "Pause Pending",
        ServiceState::Paused => "Paused",
    };
    Ok((state, status.process_id))
}

/// `ERROR_SERVICE_DOES_NOT_EXIST`.
const NO_SERVICE: i32 = 1060;

fn of_service(error: Error) -> io::Error {
    match error {
        Error::Winapi(error) if error.raw_os_error() == Some(NO_SERVICE) => io::ErrorKind::NotFound.into(),
        Error::Winapi(error) => error,
        other => io::Error::other(other),
    }
}

/// The error of Windows that an `HRESULT` (0x8007xxxx) carries.
fn of_result(code: i32) -> io::Error {
    io::Error::from_raw_os_error(code & 0xffff)
}
