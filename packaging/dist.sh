#!/bin/sh
# Builds the release into a folder: see docs/deploy.md, "Building a release". Run by ./weir dist, which has built the
# jars and found the JDK (JAVA_HOME). All files carry one time, so that the same jars and JDK give the same archives.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
OUT=$ROOT/dist

# Modules of the JDK that Weir uses, with jcmd and the flight recorder for operators.
MODULES=java.se,jdk.unsupported,jdk.management,jdk.net,jdk.jfr,jdk.jcmd,jdk.management.jfr,jdk.naming.dns,jdk.zipfs,jdk.charsets

say() { printf '%s\n' "dist: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --out)
        [ $# -ge 2 ] || fail "--out needs a folder"
        OUT=$2
        shift
        ;;
    --out=*) OUT=${1#--out=} ;;
    *) fail "there is no option '$1': use --out DIR" ;;
    esac
    shift
done

case $(uname -m) in
x86_64 | amd64) ARCH=x86_64 DEB_ARCH=amd64 ;;
aarch64 | arm64) ARCH=aarch64 DEB_ARCH=arm64 ;;
*) fail "a release is built on Linux, x86_64 or aarch64, not on $(uname -m)" ;;
esac
[ "$(uname -s)" = Linux ] || fail "a release is built on Linux, not on $(uname -s)"

VERSION=$(sed -n 's/^  <version>\(.*\)<.version>$/\1/p' "$ROOT/pom.xml" | head -n 1)
# One time for all files: that of the commit, so that the same commit gives the same archives.
EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || echo 1793491200)}
export SOURCE_DATE_EPOCH="$EPOCH"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd -P)
umask 022

# --- the parts ---------------------------------------------------------------------------------

# The files that every package holds.
stage_common() { # folder
    mkdir -p "$1/docs"
    cp "$ROOT/weir" "$ROOT/LICENSE" "$ROOT/NOTICE" "$ROOT/README.md" "$ROOT/CHANGELOG.md" "$1/"
    cp "$ROOT"/docs/*.md "$1/docs/"
    cp -R "$ROOT/infra/systemd" "$1/systemd"
    cp "$ROOT/standalone/target/weir.jar" "$1/weir.jar"
    cp -R "$ROOT/standalone/target/lib" "$1/lib"
    chmod 755 "$1/weir"
}

# Native libraries and programs of other platforms.
drop_foreign() { # folder
    case $ARCH in
    x86_64) foreign='linux-arm64v8 linux-aarch_64 linux-aarch64' ;;
    aarch64) foreign='linux-amd64 linux-x86_64' ;;
    esac
    for part in $foreign darwin osx windows; do
        # The manifest of weir.jar names them; a class path may name files that are not there.
        rm -f "$1"/lib/*"$part"*.jar
    done
}

make_runtime() { # folder
    "$JAVA_HOME/bin/jlink" --add-modules "$MODULES" --output "$1" \
        --strip-debug --no-header-files --no-man-pages --compress zip-6
}

same_times() { # folder
    find "$1" -exec touch -h -d "@$EPOCH" {} +
}

archive() { # folder's parent, folder's name, file
    (cd "$1" && tar --sort=name --mtime="@$EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$2") |
        gzip -n -6 >"$3"
    say "$(basename "$3"): $(du -h "$3" | cut -f 1)"
}

# --- the packages ------------------------------------------------------------------------------

portable() {
    home=$WORK/portable/weir-$VERSION
    mkdir -p "$home"
    stage_common "$home"
    archive "$WORK/portable" "weir-$VERSION" "$OUT/weir-$VERSION-portable.tar.gz"
    rm -rf "$WORK/portable"
}

for_linux() {
    HOME_FOLDER=$WORK/linux/weir-$VERSION
    mkdir -p "$HOME_FOLDER"
    stage_common "$HOME_FOLDER"
    drop_foreign "$HOME_FOLDER"
    make_runtime "$HOME_FOLDER/runtime"
    same_times "$HOME_FOLDER"
    archive "$WORK/linux" "weir-$VERSION" "$OUT/weir-$VERSION-linux-$ARCH.tar.gz"
}

debian_package() {
    command -v dpkg-deb >/dev/null || {
        say "SKIPPED the Debian package: there is no dpkg-deb on this machine"
        return
    }
    package=$WORK/deb
    mkdir -p "$package/usr/lib" "$package/usr/bin" "$package/usr/lib/systemd/system" "$package/etc/weir" \
        "$package/usr/share/doc/weir" "$package/DEBIAN"
    cp -a "$HOME_FOLDER" "$package/usr/lib/weir"
    rm -rf "$package/usr/lib/weir/systemd"
    mv "$package/usr/lib/weir/docs" "$package/usr/share/doc/weir/docs"
    mv "$package/usr/lib/weir/README.md" "$package/usr/lib/weir/CHANGELOG.md" "$package/usr/lib/weir/NOTICE" \
        "$package/usr/share/doc/weir/"
    mv "$package/usr/lib/weir/LICENSE" "$package/usr/share/doc/weir/copyright"
    ln -s ../lib/weir/weir "$package/usr/bin/weir"
    cp "$ROOT"/infra/systemd/*.service "$package/usr/lib/systemd/system/"
    cp "$ROOT"/infra/systemd/*.settings "$package/etc/weir/"
    chmod 640 "$package"/etc/weir/*.settings
    for script in postinst prerm postrm; do
        install -m 755 "$ROOT/packaging/debian/$script" "$package/DEBIAN/$script"
    done
    (cd "$package" && find etc -type f | LC_ALL=C sort | sed 's,^,/,') >"$package/DEBIAN/conffiles"
    sed -e "s/@VERSION@/$VERSION/; s/@ARCH@/$DEB_ARCH/; s/@SIZE@/$(du -sk "$package/usr" | cut -f 1)/" \
        "$ROOT/packaging/debian/control" >"$package/DEBIAN/control"
    same_times "$package"
    dpkg-deb --root-owner-group -Zgzip -z6 --build "$package" "$OUT/weir_${VERSION}_$DEB_ARCH.deb" >/dev/null
    say "weir_${VERSION}_$DEB_ARCH.deb: $(du -h "$OUT/weir_${VERSION}_$DEB_ARCH.deb" | cut -f 1)"
    rm -rf "$package"
}

terraform_provider() {
    [ -x "$ROOT/infra/terraform/release" ] || return 0
    if command -v go >/dev/null; then
        "$ROOT/infra/terraform/release" "$OUT"
    else
        say "SKIPPED the Terraform provider: there is no go on this machine"
    fi
}

sums() {
    (cd "$OUT" && find . -type f ! -path ./SHA256SUMS | sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum) \
        >"$WORK/sums"
    mv "$WORK/sums" "$OUT/SHA256SUMS"
}

portable
for_linux
debian_package
terraform_provider
sums
say "the release is in $OUT"
