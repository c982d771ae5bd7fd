//! The steps that speak no particular protocol.

use std::io::ErrorKind;

use rdp_health_lab::VisitEnd;
use tokio::io::AsyncReadExt as _;

use crate::client::{connect, finish, in_time, lab, receive, receive_all, send, settled};

#[tokio::test]
async fn close_is_an_orderly_end_even_over_unread_data() {
    let lab = lab("[[{ step = 'close' }]]").await;
    let mut stream = connect(&lab).await;
    send(&mut stream, b"nobody reads this").await;
    assert_eq!(receive_all(&mut stream).await, (Vec::new(), None));
    drop(stream);
    let [visit] = settled(&lab).await.try_into().unwrap();
    assert_eq!((visit.ended, visit.received.as_slice()), (VisitEnd::Closed, &b"nobody reads this"[..]));
}

#[tokio::test]
async fn reset_cuts_the_connection() {
    let lab = lab("[[{ step = 'read' }, { step = 'reset' }]]").await;
    let mut stream = connect(&lab).await;
    send(&mut stream, b"x").await;
    assert_eq!(receive_all(&mut stream).await, (Vec::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!(settled(&lab).await[0].ended, VisitEnd::CutByHost);
}

#[tokio::test]
async fn stall_answers_nothing_and_ends_with_the_client() {
    let lab = lab("[[{ step = 'stall' }]]").await;
    let mut stream = connect(&lab).await;
    send(&mut stream, &[0; 100_000]).await;
    assert_eq!(finish(&mut stream).await, b"");
    let [visit] = settled(&lab).await.try_into().unwrap();
    assert_eq!((visit.received_bytes, visit.received.len()), (100_000, 4096));
}

#[tokio::test]
async fn a_banner_comes_before_anything_is_said() {
    let lab = lab(r#"[[{ step = "send", bytes = { text = "SSH-2.0-x\r\n" } }]]"#).await;
    let mut stream = connect(&lab).await;
    assert_eq!(receive(&mut stream, 11).await, b"SSH-2.0-x\r\n");
    assert_eq!(finish(&mut stream).await, b"");
}

#[tokio::test]
async fn read_takes_one_message_and_no_more() {
    let lab = lab("[[{ step = 'read' }, { step = 'send', bytes = { hex = '01' } },
           { step = 'read' }, { step = 'send', bytes = { hex = '02' } },
           { step = 'read' }, { step = 'send', bytes = { hex = '03' } }]]")
    .await;
    let mut stream = connect(&lab).await;
    // A TPKT frame and a TLS record in one write are two messages, and what has no framing is one.
    send(&mut stream, &[3, 0, 0, 8, 2, 0xf0, 0x80, 0xaa, 0x16, 3, 1, 0, 2, 9]).await;
    assert_eq!(receive(&mut stream, 1).await, [1]);
    send(&mut stream, &[9]).await;
    assert_eq!(receive(&mut stream, 1).await, [2]);
    send(&mut stream, b"GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!(receive(&mut stream, 1).await, [3]);
    assert_eq!(finish(&mut stream).await, b"");
}

#[tokio::test]
async fn read_can_wait_for_its_own_language() {
    let lab =
        lab("[[{ step = 'read', starting = 'GET ' }, { step = 'send', bytes = { text = 'HTTP' } }]]").await;
    for (said, answer) in [(&b"GET /"[..], &b"HTTP"[..]), (&[3, 0, 0, 7, 2, 0xf0, 0x80], b""), (b"HELO", b"")]
    {
        let mut stream = connect(&lab).await;
        send(&mut stream, said).await;
        assert_eq!(finish(&mut stream).await, answer, "{said:?}");
    }
}

#[tokio::test]
async fn a_flood_has_no_end() {
    let lab = lab("[[{ step = 'flood', bytes = { hex = '01 02 03' } }]]").await;
    let mut stream = connect(&lab).await;
    let bytes = receive(&mut stream, 3_000_000).await;
    assert!(bytes.chunks(3).all(|chunk| chunk == [1, 2, 3]));
    drop(stream);
    assert_eq!(settled(&lab).await[0].ended, VisitEnd::Cut);
}

#[tokio::test]
async fn dribbling_changes_no_byte() {
    let lab = lab("[[{ step = 'dribble' }, { step = 'send', bytes = { text = 'one by one' } }]]").await;
    assert_eq!(finish(&mut connect(&lab).await).await, b"one by one");
}

#[tokio::test]
async fn dribbled_bytes_travel_alone() {
    // An hour between two bytes: the second one must not be there when the lab goes away.
    let lab =
        lab("[[{ step = 'dribble', every_ms = 3600000 }, { step = 'send', bytes = { text = 'abc' } }]]")
            .await;
    let mut stream = connect(&lab).await;
    assert_eq!(receive(&mut stream, 1).await, b"a");
    drop(lab);
    let (rest, _) = receive_all(&mut stream).await;
    assert_eq!(rest, b"");
}

#[tokio::test]
async fn an_alert_is_fatal() {
    let lab = lab("[[{ step = 'alert', code = 40 }]]").await;
    assert_eq!(finish(&mut connect(&lab).await).await, [0x15, 3, 3, 0, 2, 2, 40]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_black_hole_takes_large_pieces_on_connections_with_large_segments() {
    let large = "ab".repeat(2000);
    let lab = lab(&format!(
        "[[{{ step = 'black_hole', segments_above = 1000 }}, {{ step = 'send', bytes = {{ hex = '01' }} }},
           {{ step = 'send', bytes = {{ hex = '{large}' }} }}, {{ step = 'send', bytes = {{ hex = '02' }} }},
           {{ step = 'close' }}]]"
    ))
    .await;
    let mut stream = connect(&lab).await;
    // Neither what follows the lost piece nor the FIN arrives: the end comes with our own.
    assert_eq!(finish(&mut stream).await, [1]);

    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.set_tcp_mss(536).unwrap();
    socket.set_nonblocking(true).unwrap();
    let address = crate::client::address("127.0.0.1", &lab);
    let small = tokio::net::TcpSocket::from_std_stream(socket.into());
    let mut stream = in_time(small.connect(address)).await.unwrap();
    let (bytes, error) = receive_all(&mut stream).await;
    assert_eq!((bytes.len(), bytes.last(), error), (2002, Some(&2), None));
}

#[tokio::test]
async fn the_last_script_serves_all_further_connections() {
    let lab = lab(
        "[[{ step = 'send', bytes = { text = 'first' } }], [], [{ step = 'send', bytes = { text = 'more' } }]]",
    )
    .await;
    for expected in ["first", "", "more", "more"] {
        assert_eq!(finish(&mut connect(&lab).await).await, expected.as_bytes());
    }
    assert_eq!(settled(&lab).await.len(), 4);
}

#[tokio::test]
async fn a_lab_that_is_dropped_is_gone() {
    let lab = lab("[[{ step = 'stall' }]]").await;
    let mut stream = connect(&lab).await;
    send(&mut stream, b"x").await;
    let address = crate::client::address("127.0.0.1", &lab);
    drop(lab);
    let mut byte = [0; 1];
    // In order or not: it must end without our doing.
    assert!(matches!(in_time(stream.read(&mut byte)).await, Ok(0) | Err(_)));
    in_time(async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
