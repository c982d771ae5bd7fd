//! Questions to the Linux kernel about its own network (netlink(7)): which way, which adapter, what TCP knows.
//!
//! INVARIANT: nothing leaves this computer, nothing is changed, and what the kernel does not answer is `None`.

use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, OwnedFd};

use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, recvmsg, sendto, socket,
};

/// `nlmsghdr`: length, type, flags, sequence, port.
const HEADER: usize = 16;
/// `NLMSG_ERROR`.
const ERROR: u16 = 2;
/// `NLM_F_REQUEST`.
const REQUEST: u16 = 1;
/// The kernel describes an adapter in about 2 KiB.
const LONGEST: usize = 32 * 1024;

/// An attribute of a message: its type and its content.
pub(super) type Attribute<'a> = (u16, &'a [u8]);

/// Puts one question of this type to the kernel; the answer is the payload of its first message.
///
/// The kernel answers within the call: there is nothing to wait for.
pub(super) fn ask(protocol: SockProtocol, kind: u16, question: &[u8]) -> Option<Vec<u8>> {
    let socket: OwnedFd =
        socket(AddressFamily::Netlink, SockType::Raw, SockFlag::SOCK_CLOEXEC, protocol).ok()?;
    let length = u32::try_from(HEADER + question.len()).ok()?;
    let mut message = Vec::new();
    message.extend(length.to_ne_bytes());
    message.extend(kind.to_ne_bytes());
    message.extend(REQUEST.to_ne_bytes());
    message.extend([0; 8]);
    message.extend(question);
    sendto(socket.as_raw_fd(), &message, &NetlinkAddr::new(0, 0), MsgFlags::empty()).ok()?;

    let mut answer = vec![0; LONGEST];
    let mut slices = [IoSliceMut::new(&mut answer)];
    let received =
        recvmsg::<NetlinkAddr>(socket.as_raw_fd(), &mut slices, None, MsgFlags::MSG_DONTWAIT).ok()?.bytes;
    answer.truncate(received);
    let length = usize::try_from(number(&answer)?).ok()?;
    let kind = answer.get(4..6)?.try_into().map(u16::from_ne_bytes).ok()?;
    (kind != ERROR).then(|| answer.get(HEADER..length).map(<[u8]>::to_vec)).flatten()
}

/// Appends an attribute, padded to four bytes.
pub(super) fn append(message: &mut Vec<u8>, kind: u16, content: &[u8]) {
    let length = u16::try_from(4 + content.len()).unwrap_or(u16::MAX);
    message.extend(length.to_ne_bytes());
    message.extend(kind.to_ne_bytes());
    message.extend(content);
    message.resize(message.len().next_multiple_of(4), 0);
}

/// The attributes that stand one after the other in `bytes`.
pub(super) fn attributes(mut bytes: &[u8]) -> impl Iterator<Item = Attribute<'_>> {
    std::iter::from_fn(move || {
        let length = usize::from(u16::from_ne_bytes(bytes.get(..2)?.try_into().ok()?));
        // The highest two bits are flags.
        let kind = u16::from_ne_bytes(bytes.get(2..4)?.try_into().ok()?) & 0x3fff;
        let content = bytes.get(4..length)?;
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, content))
    })
}

/// The first four bytes as a number.
pub(super) fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(..4)?.try_into().ok()?))
}
