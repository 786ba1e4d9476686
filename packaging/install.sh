#!/bin/sh
# Installs Vaughn for this user, or under the folder named: ./install.sh [PREFIX]
#   ./install.sh               into ~/.local
#   sudo ./install.sh /usr/local
#   ./install.sh --remove [PREFIX]
set -eu
remove=""
[ "${1:-}" = --remove ] && { remove=yes; shift; }
to="${1:-$HOME/.local}"
from="$(cd "$(dirname "$0")" && pwd)"
id=org.vaughn.review
files="bin/vaughn bin/vaughn-headless share/applications/$id.desktop share/mime/packages/$id.xml"
for size in 48 64 128 256; do files="$files share/icons/hicolor/${size}x$size/apps/$id.png"; done
for f in $files; do
	rm -f "$to/$f"
	[ -n "$remove" ] && continue
	mkdir -p "$to/$(dirname "$f")"
	cp -p "$from/$f" "$to/$f"
done
if [ -z "$remove" ]; then
	# A menu does not search PATH in every desktop: name the program in full.
	sed "s|^Exec=vaughn|Exec=\"$to/bin/vaughn\"|" "$from/share/applications/$id.desktop" >"$to/share/applications/$id.desktop"
fi
for tell in "update-mime-database $to/share/mime" "update-desktop-database $to/share/applications" "gtk-update-icon-cache -qt $to/share/icons/hicolor"; do
	command -v "${tell%% *}" >/dev/null 2>&1 && $tell >/dev/null 2>&1 || true
done
if [ -n "$remove" ]; then echo "Removed from $to. Cases are kept."; else echo "Installed in $to. Start it with $to/bin/vaughn or from the menu."; fi
