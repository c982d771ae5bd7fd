//! [T.125] The MCS messages that open a connection, and the one that ends it.
//!
//! <https://www.itu.int/rec/T-REC-T.125>

mod disconnect;

pub use disconnect::{DisconnectProviderUltimatum, DisconnectReason};
