//! Example programs; see the `src/bin` folder.
