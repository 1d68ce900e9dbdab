#!/bin/sh
# Packs dist/zorgregister as a Debian package: make-deb.sh VERSION
set -eu
version=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
stage=$root/build/deb
package=$root/dist/zorgregister_${version}_$(dpkg --print-architecture).deb

rm -rf "$stage"
mkdir -p "$stage/DEBIAN" "$stage/usr/lib" "$stage/usr/bin" "$stage/usr/share/applications" \
    "$stage/usr/share/doc/zorgregister" "$stage/usr/share/icons/hicolor/scalable/apps"
cp -r "$root/dist/zorgregister" "$stage/usr/lib/zorgregister"
ln -s /usr/lib/zorgregister/zorgregister "$stage/usr/bin/zorgregister"
cp "$root/packaging/linux/zorgregister.desktop" "$stage/usr/share/applications/"
cp "$root/packaging/linux/zorgregister.svg" "$stage/usr/share/icons/hicolor/scalable/apps/"
cp "$root/LICENSE" "$stage/usr/share/doc/zorgregister/copyright"

cat >"$stage/DEBIAN/control" <<CONTROL
Package: zorgregister
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: Zorgregister <beheer@example.org>
Installed-Size: $(du -sk "$stage/usr/lib" | cut -f1)
Section: misc
Priority: optional
Depends: libc6 (>= 2.34), libglib2.0-0 | libglib2.0-0t64, libegl1, libgl1, libxkbcommon0, libfontconfig1,
 libdbus-1-3, libxkbcommon-x11-0, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0,
 libcups2 | libcups2t64
Description: Dossier van de zorgcoördinator mensenhandel
 Versleuteld register op één laptop, zonder netwerk. Het register zelf staat in de map van de gebruiker
 en blijft staan als dit pakket wordt verwijderd.
CONTROL

chmod -R u=rwX,go=rX "$stage"
dpkg-deb --root-owner-group -Zzstd --build "$stage" "$package" >/dev/null
echo "$package: $(du -m "$package" | cut -f1) MB"
