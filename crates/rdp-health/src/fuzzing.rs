//! What the fuzz targets reach beyond the public API; it exists under `--cfg fuzzing` alone.

pub use crate::certificate::fuzzing::{addresses, ocsp_request, read_crl, read_ocsp};
pub use crate::probe::fuzzing::{Wire, World, certificates_in, enter, guard};
