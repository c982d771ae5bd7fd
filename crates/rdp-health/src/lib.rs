//! rdp-health
