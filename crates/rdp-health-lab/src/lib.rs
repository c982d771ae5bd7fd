//! rdp-health-lab
