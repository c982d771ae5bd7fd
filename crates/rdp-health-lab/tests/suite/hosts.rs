//! Addresses, ports and the target.

use std::io::ErrorKind;

use rdp_health_lab::Lab;
use tokio::net::TcpStream;

use crate::client::{address, finish, in_time, start};

const HEAD: &str = "title = 'hosts'\nexpect = { verdict = 'healthy' }\n";

async fn lab(target: &str, hosts: &str) -> Lab {
    start(&format!("{HEAD}target = {target}\n{hosts}")).await
}

#[tokio::test]
async fn all_addresses_have_one_port_and_each_its_own_scripts() {
    let lab = lab(
        "{ name = 'rdp1.lab.test' }",
        "[[hosts]]\naddress = '127.0.0.1'\nconnections = [[{ step = 'send', bytes = { text = 'one' } }]]
         [[hosts]]\naddress = '::1'\nconnections = [[{ step = 'send', bytes = { text = 'two' } }]]",
    )
    .await;
    for (host, says) in [("127.0.0.1", "one"), ("::1", "two")] {
        let mut stream = in_time(TcpStream::connect(address(host, &lab))).await.unwrap();
        assert_eq!(finish(&mut stream).await, says.as_bytes());
    }
    assert_eq!(lab.target(), format!("rdp1.lab.test:{}", lab.port()));
}

#[tokio::test]
async fn a_closed_port_refuses() {
    let lab = lab("{ name = '127.0.0.1' }", "[[hosts]]\naddress = '127.0.0.1'\nport = 'closed'").await;
    let refused = in_time(TcpStream::connect(address("127.0.0.1", &lab))).await.unwrap_err();
    assert_eq!((refused.kind(), lab.visits().len()), (ErrorKind::ConnectionRefused, 0));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_filtered_port_gives_no_answer() {
    let lab = lab("{ name = '127.0.0.1' }", "[[hosts]]\naddress = '127.0.0.1'\nport = 'filtered'").await;
    let attempt = TcpStream::connect(address("127.0.0.1", &lab));
    // However long one waits: a SYN that is answered at all is answered in microseconds here.
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), attempt).await;
    assert!(waited.is_err(), "{waited:?}");
    assert_eq!(lab.visits(), []);
}

#[tokio::test]
async fn the_rdp_file_says_what_the_scenario_says() {
    let host = "[[hosts]]\naddress = '::1'\nport = 'closed'";
    let lab1 = lab("{ name = '::1' }", host).await;
    assert_eq!(lab1.rdp_file(), format!("full address:s:[::1]:{}\r\n", lab1.port()));
    assert_eq!(lab1.target(), format!("[::1]:{}", lab1.port()));

    let settings = "enablecredsspsupport = 0, authentication_level = 1, negotiate_security_layer = 1";
    let lab2 = lab(&format!("{{ name = 'rdp1.lab.test', {settings} }}"), host).await;
    assert_eq!(
        lab2.rdp_file(),
        format!(
            "full address:s:rdp1.lab.test:{}\r\nenablecredsspsupport:i:0\r\nauthentication level:i:1\r\n\
             negotiate security layer:i:1\r\n",
            lab2.port()
        )
    );
}
