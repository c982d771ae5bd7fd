//! rdp-health-wire
