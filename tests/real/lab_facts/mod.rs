//! What the real servers answer, byte for byte, without a line of rdp-health in between.
//!
//! The causes and the scripted hosts rest on these facts: when a new package version changes one, these tests say so,
//! and not a riddle further up.

mod dns;
mod freerdp;
mod gnome;
mod openssl;
mod support;
mod talk;
mod weston;
mod xrdp;
