//! Where clouds let their machines read credentials and settings.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Single addresses, and whose they are. The rest of 169.254.0.0/16 and of fe80::/10 is refused as link-local, so
/// what is missing there is missed by nobody.
const ADDRESSES: &[IpAddr] = &[
    // AWS, Azure, Google, Oracle, OpenStack and most others:
    // <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>
    v4([169, 254, 169, 254]),
    // AWS, credentials of containers: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>
    v4([169, 254, 170, 2]),
    // AWS, credentials of pods: <https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html>
    v4([169, 254, 170, 23]),
    // Scaleway: <https://docs.cloud-init.io/en/latest/reference/datasources/scaleway.html>
    v4([169, 254, 42, 42]),
    v6([0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42]),
    // Alibaba: <https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata>
    v4([100, 100, 100, 200]),
    // Azure: <https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16>
    v4([168, 63, 129, 16]),
    // Oracle Cloud Classic, "Retrieving Predefined Instance Metadata" in "Using Oracle Cloud Infrastructure Compute Classic".
    v4([192, 0, 0, 192]),
    // Google: <https://cloud.google.com/compute/docs/metadata/querying-metadata>
    v6([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254]),
];

/// Ranges that a cloud keeps for its own services: the first segments.
const RANGES: &[&[u16]] = &[
    // AWS: metadata (::254), credentials of pods (::23), names (::253), time (::123); the pages named above.
    &[0xfd00, 0x0ec2],
    // Akamai (Linode): <https://techdocs.akamai.com/cloud-computing/docs/overview-of-the-metadata-service>
    &[0xfd00, 0xa9fe, 0xa9fe],
];

pub(super) fn is_metadata(address: IpAddr) -> bool {
    let in_range = |range: &&[u16]| matches!(address, IpAddr::V6(v6) if v6.segments().starts_with(range));
    ADDRESSES.contains(&address) || RANGES.iter().any(in_range)
}

const fn v4(octets: [u8; 4]) -> IpAddr {
    let [a, b, c, d] = octets;
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

const fn v6(segments: [u16; 8]) -> IpAddr {
    let [a, b, c, d, e, f, g, h] = segments;
    IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h))
}
