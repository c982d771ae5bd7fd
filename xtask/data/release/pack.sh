# pack.sh NAME ENDING: the folder NAME as $FOLDER/NAME.ENDING. Order, owner and time depend on nothing of this machine.
set -eu
name=$1
ending=$2
find "$name" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
find "$name" -type f -exec chmod 644 {} +
find "$name" -maxdepth 1 -name 'rdp-health*' -type f -exec chmod 755 {} +
case $ending in
tar.gz)
  tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" |
    gzip -9 -n >"$FOLDER/$name.tar.gz"
  ;;
zip)
  rm -f "$FOLDER/$name.zip"
  find "$name" -type f | LC_ALL=C sort | TZ=UTC zip --quiet -X -9 "$FOLDER/$name.zip" -@
  ;;
esac
