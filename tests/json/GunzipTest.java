import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import tools.json.Gunzip;

class GunzipTest {
    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    private static byte[] all(byte[] packed) throws IOException { return Gunzip.all(packed, (soFar, more) -> {}); }

    @Test
    void whatTheJdkPacksComesBack() throws IOException {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 16_383, 16_384, 16_385, 300_000}) {
            byte[] plain = new byte[size];
            random.nextBytes(plain);
            assertTrue(Gunzip.is(packed(plain)));
            assertArrayEquals(plain, all(packed(plain)), size + " bytes");
            assertArrayEquals(joined(plain, plain), all(joined(packed(plain), packed(plain))), "two members");
            assertArrayEquals(plain, all(joined(packed(plain), new byte[700])), "padded");
        }
    }

    /** RFC 1952, 2.3: an extra field, a name, a comment, a sum of the header. */
    @Test
    void aHeaderMayHoldWhatNobodyNeeds() throws IOException {
        byte[] plain = packed("log".getBytes());
        byte[] head = Arrays.copyOf(plain, 10);
        head[3] = 2 | 4 | 8 | 16;
        byte[] optional = {3, 0, 1, 2, 3, 'a', '.', 'l', 'o', 'g', 0, 'c', 0, 9, 9};
        assertEquals("log", new String(all(joined(head, optional, Arrays.copyOfRange(plain, 10, plain.length)))));
    }

    @Test
    void everyPieceIsAskedForBeforeItIsKept() throws IOException {
        byte[] bomb = packed(new byte[60_000_000]);
        assertTrue(bomb.length < 70_000);
        int[] most = {0};
        assertThrows(IOException.class, () -> Gunzip.all(bomb, (soFar, more) -> {
            assertTrue(more <= 16_384);
            most[0] = soFar + more;
            if (soFar + more > 1_000_000) throw new IOException("full");
        }));
        assertTrue(most[0] <= 1_000_000 + 16_384, most[0] + " bytes were kept");
    }

    @Test
    void whatIsBrokenOrCutShortIsRefused() throws IOException {
        byte[] whole = packed("a log that is long enough to be cut anywhere".getBytes());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> all(cut), length + " bytes");
        }
        Random random = new Random(8);
        for (int i = 0; i < 5_000; i++) {
            byte[] broken = whole.clone();
            broken[random.nextInt(broken.length)] ^= 1 << random.nextInt(8);
            try {
                all(broken);
            } catch (IOException refused) {
                continue;
            }
        }
        byte[] wrongSum = whole.clone();
        wrongSum[wrongSum.length - 8] ^= 1;
        assertThrows(IOException.class, () -> all(wrongSum));
    }
}
