/** Well-known source packages of Fedora, besides the kernel and the three packages made for monitoring. */
const TEXT = `
bash curl vim glibc gcc binutils coreutils systemd openssl zlib-ng xz bzip2 zstd lz4 tar gzip sed gawk grep findutils
diffutils patch make cmake meson ninja-build autoconf automake libtool bison flex gettext m4 pkgconf perl ruby php
golang rust llvm clang lld nodejs24 lua tcl java-25-openjdk maven ant kotlin ocaml ghc erlang elixir
git subversion mercurial tig nano emacs tmux screen zsh fish htop strace ltrace gdb valgrind perf-tools lsof
openssh rsync wget2 nmap tcpdump wireshark iproute iptables nftables firewalld NetworkManager wpa_supplicant bind
dnsmasq unbound chrony ntpsec httpd nginx haproxy squid varnish lighttpd postfix dovecot exim cyrus-imapd sendmail
postgresql18 mariadb11.8 sqlite redis valkey memcached rabbitmq-server mosquitto zeromq
libvirt qemu podman buildah skopeo crun runc containerd moby-engine kubernetes1.34 cri-o helm ostree rpm-ostree
bootc flatpak bubblewrap firejail
rpm dnf5 libsolv libdnf createrepo_c koji bodhi-client fedpkg rpkg mock pungi osbuild anaconda lorax
gtk3 gtk4 glib2 cairo pango harfbuzz freetype fontconfig mesa libdrm wayland xorg-x11-server libX11 pipewire wireplumber
pulseaudio alsa-lib ffmpeg gstreamer1 gstreamer1-plugins-base opus flac libvorbis ImageMagick gimp inkscape blender
gnome-shell mutter nautilus gnome-control-center gnome-terminal evince gdm gvfs
plasma-desktop plasma-workspace kwin dolphin konsole kate qt6-qtbase qt6-qtdeclarative kf6-kio
firefox thunderbird libreoffice chromium transmission vlc mpv
selinux-policy libselinux policycoreutils audit polkit sudo pam shadow-utils util-linux e2fsprogs btrfs-progs xfsprogs
lvm2 cryptsetup grub2 shim efibootmgr dracut kmod
freeipa sssd krb5 samba openldap 389-ds-base dogtag-pki
python3.14 python-requests python-flask python-django python-sqlalchemy python-pytest python-setuptools python-pip
python-numpy python-cryptography python-jinja2 python-urllib3 python-click python-pyyaml python-attrs python-fedora-messaging
perl-DBI perl-JSON-XS perl-Moose rubygem-rails rubygem-rake rust-serde rust-tokio rust-clap rust-rand rust-regex
golang-x-sys golang-x-net nodejs-electron R-core octave
google-noto-fonts dejavu-fonts liberation-fonts fedora-release fedora-repos fedora-logos tzdata ca-certificates
`;

export const REGULAR_NAMES: readonly string[] = [...new Set(TEXT.split(/\s+/).filter((name) => name !== ''))];

export const KERNEL = 'kernel';
/** What the twin's own robot builds alone, and the two that it builds together in a side tag. */
export const DUMMY_SINGLE = 'dummy-test-package-border';
export const DUMMY_PAIR = ['dummy-test-package-fife', 'dummy-test-package-norwich'] as const;
/** Nobody builds these but who drives the workflow: Fedora's own test packages. */
export const QUIET: readonly string[] = [
  'dummy-test-package-gloster',
  'dummy-test-package-crested',
  'dummy-test-package-rubino',
];

/** Packages without compiled code. */
export function isNoarch(name: string): boolean {
  return /^(dummy-|python-|perl-|rubygem-|rust-|golang-x-|fedora-|google-noto|dejavu|liberation|tzdata|ca-cert|maven|ant$|pungi|lorax|koji|bodhi|fedpkg|rpkg|mock|selinux-policy)/.test(
    name,
  );
}
