import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.sentry.Images;

/** Pictures are made small enough for a client, and what only claims to be one is not shown. */
class ImagesTest {
    private static Answer.Image picture(String format, int width, int height, int type) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D canvas = image.createGraphics();
        canvas.setColor(Color.RED);
        canvas.fillRect(0, 0, width / 2, height);
        canvas.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return Answer.Image.of(out.toByteArray());
    }

    private static Answer.Image fit(Answer.Image image, int longest) { return Images.fit(image, longest, () -> {}); }

    private static BufferedImage read(Answer.Image image) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(image.bytes()));
    }

    private static String size(BufferedImage image) { return image.getWidth() + "x" + image.getHeight(); }

    @Test
    void theLongestSideFitsAndTheShapeStays() throws IOException {
        Answer.Image fitted = fit(picture("png", 3000, 1500, BufferedImage.TYPE_INT_RGB), 1024);
        assertEquals("image/png", fitted.mimeType());
        assertEquals("1024x512", size(read(fitted)));
        assertEquals("1x1024",
            size(read(fit(picture("png", 2, 5000, BufferedImage.TYPE_INT_RGB), 1024))));
        BufferedImage content = read(fitted);
        assertEquals(Color.RED, new Color(content.getRGB(100, 100)));
        assertEquals(Color.BLACK, new Color(content.getRGB(900, 100)));
    }

    @Test
    void aJpegStaysAJpegAndTransparencyStaysTransparent() throws IOException {
        assertEquals("image/jpeg",
            fit(picture("jpeg", 2000, 2000, BufferedImage.TYPE_INT_RGB), 500).mimeType());
        BufferedImage clear = read(fit(picture("png", 2000, 2000, BufferedImage.TYPE_INT_ARGB), 500));
        assertEquals(0, clear.getRGB(400, 100) >>> 24);
        assertEquals("image/png",
            fit(picture("gif", 2000, 2000, BufferedImage.TYPE_BYTE_INDEXED), 500).mimeType());
    }

    @Test
    void whatIsSmallEnoughStaysAsItIs() throws IOException {
        Answer.Image small = picture("png", 640, 480, BufferedImage.TYPE_INT_RGB);
        assertSame(small, fit(small, 1024));
        Answer.Image page = picture("png", 1_000, 16_000, BufferedImage.TYPE_BYTE_BINARY);
        assertSame(page, fit(page, 16_384), "long, but no more than sixteen million pixels");
        BufferedImage large = read(fit(picture("png", 4_200, 4_200, BufferedImage.TYPE_BYTE_BINARY), 16_384));
        assertTrue(large.getWidth() <= 4_096 && large.getHeight() <= 4_096, size(large));
    }

    @Test
    void whatOnlyBeginsLikeAPictureIsNone() throws IOException {
        byte[] whole = picture("png", 3000, 3000, BufferedImage.TYPE_INT_RGB).bytes();
        for (byte[] bytes : List.of(Arrays.copyOf(whole, 60), Arrays.copyOf(whole, whole.length / 2),
            "GIF89a and whatever somebody wants to say".getBytes(StandardCharsets.US_ASCII),
            "GIF87a".getBytes(StandardCharsets.US_ASCII), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3},
            new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, webp("VP8 ", "no header at all", 0),
            webp("none", "\1\0\0\0\1\1\1\1\1\1", 0))) {
            Answer.Image claimed = Answer.Image.of(bytes);
            assertNotNull(claimed);
            assertNull(fit(claimed, 1024), claimed.mimeType());
        }
    }

    @Test
    void aPictureThatClaimsToBeHugeIsNotDecodedAndNotShown() throws IOException {
        assertNull(fit(new Answer.Image("image/png", png(100_000, 100_000, 0)), 1024));
        assertNull(fit(new Answer.Image("image/png", png(30_000, 30_000, 1)), 16_384));
        assertNull(fit(new Answer.Image("image/png", png(10_001, 10_000, 1)), 1024), "one row more than are read");
    }

    /** RFC 9649: lossy, lossless, with extras; the first with sixteen million pixels, the second with a row more. */
    @Test
    void aWebPIsShownUpToSixteenMillionPixelsByItsHeader() {
        String[][] pairs = {{"VP8 ", "\0\0\0\u009d\1\u002a\0\u0010\0\u0010", "\0\0\0\u009d\1\u002a\1\u0010\0\u0010"},
            {"VP8L", "\u002f\u00ff\u00cf\u00ff\3\0\0\0\0\0", "\u002f\u00ff\u00cf\0\4\0\0\0\0\0"},
            {"VP8X", "\0\0\0\0\u00ff\u000f\0\u00ff\u000f\0", "\0\0\0\0\0\u0010\0\u00ff\u000f\0"}};
        for (String[] pair : pairs) {
            Answer.Image shown = Answer.Image.of(webp(pair[0], pair[1], 0));
            assertSame(shown, fit(shown, 1024), pair[0]);
            assertNull(fit(Answer.Image.of(webp(pair[0], pair[2], 0)), 1024), pair[0]);
            assertNull(fit(Answer.Image.of(webp(pair[0], pair[1], 7)), 1024), pair[0] + " that was cut short");
        }
    }

    @Test
    void nobodyWaitsForThePictureOfACallThatIsOver() throws IOException {
        Answer.Image large = picture("png", 5_000, 5_000, BufferedImage.TYPE_INT_RGB);
        int[] asked = {0};
        CancelledException over = new CancelledException();
        assertSame(over, assertThrows(CancelledException.class, () -> Images.fit(large, 1024, () -> {
            if (++asked[0] == 5) throw over;
        })));
        assertEquals(5, asked[0]);
    }

    /** @param missing bytes that the header tells of and that are not there */
    private static byte[] webp(String kind, String data, int missing) {
        byte[] bytes =
            ("RIFF\0\0\0\0WEBP" + kind + "\0\0\0\0" + data + "\0".repeat(40)).getBytes(StandardCharsets.ISO_8859_1);
        bytes[4] = (byte) (bytes.length - 8 + missing);
        return bytes;
    }

    @Test
    void noMorePixelsAreDecodedThanMemoryHolds() {
        assertEquals(1, Images.step(1500, 1000, 1024));
        assertEquals(9, Images.step(10_000, 10_000, 1024));
        assertEquals(3, Images.step(8_000, 8_000, 4096),
            "8,000 × 8,000 at full size would be 64 million pixels");
        assertEquals(97, Images.step(100_000, 2_000, 1024));
    }

    /** A hundred million pixels of three bytes, in a process with the memory of the real program. */
    @Test
    void aHundredMegapixelsFitIntoTheProgramsHeap() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), Huge.class.getName()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        assertEquals("4096 pixels at most: true, headless: true", said);
    }

    static final class Huge {
        public static void main(String[] args) throws IOException {
            Answer.Image fitted =
                fit(new Answer.Image("image/png", png(10_000, 10_000, 10_000)), 4096);
            BufferedImage image = read(fitted);
            System.out.println("4096 pixels at most: " + (Math.max(image.getWidth(), image.getHeight()) <= 4096)
                + ", headless: " + java.awt.GraphicsEnvironment.isHeadless());
        }
    }

    /**
     * A black PNG of 24 bits a pixel that claims {@code height} rows and holds {@code rows}: written row by row, since
     * no test should need the memory either.
     */
    private static byte[] png(int width, int height, int rows) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(packed, new Deflater(1))) {
            byte[] row = new byte[1 + 3 * width];
            for (int i = 0; i < rows; i++) deflate.write(row);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", packed.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String name, byte[] data) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.US_ASCII));
        sum.update(data);
        out.writeInt(data.length);
        out.writeBytes(name);
        out.write(data);
        out.writeInt((int) sum.getValue());
    }
}
