package tools.json;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) piece by piece: a thousandfold of what came may be in it, so every piece is asked for before
 * it is kept.
 */
public final class Gunzip {
    private static final int PIECE = 16_384;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    private Gunzip() {}

    /** Where unpacked bytes are kept. */
    public interface Room {
        /** @throws IOException when there is none for {@code more} bytes beside the {@code soFar} that are there */
        void take(int soFar, int more) throws IOException;
    }

    /** By its first bytes, since a name or a header that somebody declared proves nothing. */
    public static boolean is(byte[] bytes) {
        return bytes.length >= HEADER + TRAILER && (bytes[0] & 0xFF) == 0x1F && (bytes[1] & 0xFF) == 0x8B
            && bytes[2] == 8;
    }

    /**
     * All members, one after the other.
     * @throws IOException when it is no gzip, broken or cut short, or as {@link Room#take}
     */
    public static byte[] all(byte[] packed, Room room) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        int size = 0;
        Inflater inflater = new Inflater(true);
        try {
            for (int at = 0; at == 0 || at < packed.length;) {
                // what follows a member and is none is padding, as in tar files
                if (at > 0 && (packed[at] & 0xFF) != 0x1F) break;
                at = body(packed, at);
                inflater.reset();
                inflater.setInput(packed, at, packed.length - at);
                CRC32 sum = new CRC32();
                int start = size;
                while (!inflater.finished()) {
                    byte[] piece = new byte[PIECE];
                    int read = inflater.inflate(piece);
                    if (read == 0 && (inflater.needsInput() || inflater.needsDictionary()))
                        throw new EOFException("gzip that ends too early");
                    room.take(size, read);
                    sum.update(piece, 0, read);
                    size += read;
                    if (read > 0) pieces.add(read == PIECE ? piece : Arrays.copyOf(piece, read));
                }
                at = packed.length - inflater.getRemaining();
                if (at + TRAILER > packed.length) throw new EOFException("gzip that ends too early");
                if (number(packed, at) != (int) sum.getValue() || number(packed, at + 4) != size - start)
                    throw new ZipException("gzip that is broken");
                at += TRAILER;
            }
        } catch (DataFormatException broken) {
            throw new ZipException("gzip that is broken");
        } finally {
            inflater.end();
        }
        byte[] whole = new byte[size];
        int to = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, to, piece.length);
            to += piece.length;
        }
        return whole;
    }

    /** Where a member's packed data begins: behind its header's optional fields. */
    private static int body(byte[] packed, int start) throws IOException {
        if (packed.length - start < HEADER + TRAILER || (packed[start] & 0xFF) != 0x1F
            || (packed[start + 1] & 0xFF) != 0x8B || packed[start + 2] != 8) throw new ZipException("no gzip");
        int flags = packed[start + 3];
        int at = start + HEADER;
        if ((flags & 4) != 0) {
            if (at + 2 > packed.length) throw new EOFException("gzip that ends too early");
            at += 2 + (packed[at] & 0xFF) + ((packed[at + 1] & 0xFF) << 8);
        }
        for (int field : new int[] {8, 16}) {   // the file's name, a comment: each ends with a zero
            if ((flags & field) == 0) continue;
            while (at < packed.length && packed[at] != 0) at++;
            at++;
        }
        if ((flags & 2) != 0) at += 2;
        if (at > packed.length) throw new EOFException("gzip that ends too early");
        return at;
    }

    private static int number(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }
}
