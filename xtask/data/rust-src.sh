# rust-src VERSION SUITE...: unpacks Debian's source of that Rust into $UNPACKED, with a package list of its own: the
# machine's stays as it is.
set -eu
version=$1
shift
address=$(sed -n 's/^URIs: //p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
mkdir -p lists/partial cache/archives/partial
for suite in "$@"; do
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $address $suite main"
done >sources.list
options="-o Dir::Etc::sourcelist=$PWD/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::Lists=$PWD/lists -o Dir::Cache=$PWD/cache"
apt-get $options update --quiet
package=$(apt-cache $options madison rust-src | awk -v version="$version" '$3 ~ "^" version "[+]" {print $3; exit}')
[ -n "$package" ]
apt-get $options download "rust-src=$package"
rm -rf "$UNPACKED"
mkdir "$UNPACKED"
dpkg-deb -x rust-src_*.deb "$UNPACKED"
rm rust-src_*.deb
