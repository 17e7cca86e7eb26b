#!/bin/sh
# Reads the names of the pack's files, sorted, and writes the assembly that embeds them as
# `const struct pack pack_embedded` (src/base/pack.h) on a machine with 64-bit pointers.
set -eu

count=0
rows=
cat <<'END'
/* Made by tests/tools/pack.sh. */
    .section .rodata
END
while read -r name; do
    [ -n "$name" ] || continue
    count=$((count + 1))
    cat <<END
.Lname$count:
    .asciz "$name"
.Lbytes$count:
    .incbin "$name"
.Lend$count:
END
    rows="$rows    .quad .Lname$count, .Lbytes$count, .Lend$count - .Lbytes$count
"
done
cat <<END
    .section .data.rel.ro,"aw",%progbits
    .balign 8
.Lfiles:
$rows    .globl pack_embedded
    .type pack_embedded, %object
    .size pack_embedded, 16
pack_embedded:
    .quad .Lfiles, $count
    .section .note.GNU-stack,"",%progbits
END
