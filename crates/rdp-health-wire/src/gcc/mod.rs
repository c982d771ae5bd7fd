//! [T.124] GCC: the blocks of settings that travel inside the MCS connect messages.
