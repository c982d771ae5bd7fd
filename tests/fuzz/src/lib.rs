//! What the targets of whole checks share: a peer that follows a script, and what must hold of every report.

pub mod outputs;
pub mod peer;
pub mod script;
#[path = "../../sound.rs"]
pub mod sound;
