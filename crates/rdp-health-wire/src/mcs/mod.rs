//! [T.125] The MCS messages that open a connection, and the one that ends it.
//!
//! <https://www.itu.int/rec/T-REC-T.125>

mod connect;
mod disconnect;

pub use connect::{ConnectInitial, ConnectResponse, McsResult};
pub use disconnect::{DisconnectProviderUltimatum, DisconnectReason};
