//! rdp-health-render
