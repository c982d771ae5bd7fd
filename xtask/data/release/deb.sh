# deb.sh NAME VERSION ARCHITECTURE: a Debian package of the folder NAME. The command is static, so it depends on nothing.
set -eu
name=$1
version=$2
architecture=$3
root=$name-deb
rm -rf "$root"
doc=$root/usr/share/doc/rdp-health
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/man/man1" "$doc" "$root/usr/share/bash-completion/completions" \
  "$root/usr/share/zsh/vendor-completions" "$root/usr/share/fish/vendor_completions.d"
cp "$name/rdp-health" "$root/usr/bin/"
cp "$name"/man/*.1 "$root/usr/share/man/man1/"
gzip -9 -n "$root"/usr/share/man/man1/*
cp "$name/completions/rdp-health.bash" "$root/usr/share/bash-completion/completions/rdp-health"
cp "$name/completions/_rdp-health" "$root/usr/share/zsh/vendor-completions/"
cp "$name/completions/rdp-health.fish" "$root/usr/share/fish/vendor_completions.d/"
cp "$name/README.md" "$name/NOTICE" "$name/LICENSE-MIT" "$name/LICENSE-APACHE" "$doc/"
cat >"$doc/copyright" <<'COPYRIGHT'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: rdp-health
Source: https://github.com/rdp-health/rdp-health

Files: *
Copyright: The rdp-health contributors
License: MIT or Apache-2.0
 The texts are in LICENSE-MIT and LICENSE-APACHE beside this file, those of the crates that are built in are in NOTICE.
COPYRIGHT
gzip -9 -n <"$name/CHANGELOG.md" >"$doc/changelog.gz"
size=$(du -sk --apparent-size "$root/usr" | cut -f 1)
cat >"$root/DEBIAN/control" <<CONTROL
Package: rdp-health
Version: $version
Architecture: $architecture
Maintainer: The rdp-health contributors <noreply@github.com>
Section: net
Priority: optional
Installed-Size: $size
Homepage: https://github.com/rdp-health/rdp-health
Description: why does this Remote Desktop connection fail?
 rdp-health checks a Remote Desktop host from a client's point of view, without
 credentials. It says whether the host works and, if not, the most likely cause,
 how sure that is and why, and what to do about it.
CONTROL
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -exec chmod 644 {} +
chmod 755 "$root/usr/bin/rdp-health"
find "$root" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$FOLDER/rdp-health_${version}_$architecture.deb" >/dev/null
rm -rf "$root"
