package tools.sentry;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import tools.answer.Answer;
import tools.answer.CancelledException;
import tools.answer.FailureException;

/**
 * Makes pictures small enough for a client, and keeps from it what only claims to be one: with the JDK's own ImageIO
 * and in memory only. Nothing of it is loaded before the first call that has a picture.
 */
public final class Images {
    static {
        System.setProperty("java.awt.headless", "true");   // no display is needed, and none must be opened
        ImageIO.setUseCache(false);                        // else it writes temporary files
    }

    /** Pixels that are decoded at once: at 16 bits a channel they take 64 MB of the program's 256. */
    private static final long DECODED = 8_000_000;
    /**
     * The largest picture that is read at all. Its rows pass by one after the other, so that only time is at stake.
     */
    private static final long LARGEST = 100_000_000;
    /** A progressive JPEG is held whole outside the heap, 6 bytes a pixel. */
    private static final long LARGEST_JPEG = 40_000_000;
    private static final int LONGEST_ROW = 100_000;
    /** Pixels of a picture that is handed on: whoever shows it decodes it, and WebP is not even decoded here. */
    static final long SHOWN = 4_096L * 4_096;

    private Images() {}

    /**
     * The picture with its longest side at most {@code longest} pixels, and no more than 16 million in all: as it is
     * when that is so already. One at a time: memory.
     *
     * @param alive is run now and then; what it throws ends the work
     * @return null when it cannot be read as a picture, or has more pixels than are read
     */
    public static synchronized Answer.Image fit(Answer.Image image, int longest, Runnable alive) {
        if (image.mimeType().equals("image/webp")) return webp(image.bytes()) <= SHOWN ? image : null;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(image.bytes()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) return null;
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                boolean jpeg = image.mimeType().equals("image/jpeg");
                if (width > LONGEST_ROW || (long) width * height > (jpeg ? LARGEST_JPEG : LARGEST)) return null;
                boolean fits = factor(width, height, longest) == 1;
                ImageReadParam every = reader.getDefaultReadParam();
                int step = step(width, height, longest);
                every.setSourceSubsampling(step, step, 0, 0);
                reader.addIIOReadProgressListener(new Progress(alive));
                BufferedImage read = reader.read(0, every);
                if (fits) return image;
                BufferedImage small = scaled(read, longest);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                return ImageIO.write(small, jpeg ? "jpeg" : "png", out)
                    ? new Answer.Image(jpeg ? "image/jpeg" : "image/png", out.toByteArray()) : null;
            } finally {
                reader.dispose();
            }
        } catch (FailureException | CancelledException end) {
            throw end;
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            // some readers wrap what a listener throws
            if (unreadable.getCause() instanceof FailureException end) throw end;
            if (unreadable.getCause() instanceof CancelledException end) throw end;
            return null;   // readers throw anything at broken bytes; a runtime without java.desktop has none
        }
    }

    /** The picture as PNG; null when it cannot be read. For small ones. */
    public static byte[] png(Answer.Image image) {
        try {
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(image.bytes()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            return read != null && ImageIO.write(read, "png", out) ? out.toByteArray() : null;
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    /** Its pixels as 0xRRGGBB, by row, on black; null when it cannot be read. For small ones. */
    public static int[][] pixels(Answer.Image image) {
        try {
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(image.bytes()));
            if (read == null) return null;
            BufferedImage flat = new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
            Graphics2D canvas = flat.createGraphics();
            canvas.drawImage(read, 0, 0, null);
            canvas.dispose();
            int[][] rows = new int[flat.getHeight()][];
            for (int y = 0; y < rows.length; y++)
                rows[y] = flat.getRGB(0, y, flat.getWidth(), 1, null, 0, flat.getWidth());
            return rows;
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    /** Every how many-th pixel is decoded: as many as the scaling can use, and no more than memory holds. */
    public static int step(int width, int height, int longest) {
        int step = (int) (1 / factor(width, height, longest));
        while (((long) width / step + 1) * ((long) height / step + 1) > DECODED) step++;
        return step;
    }

    private static double factor(int width, int height, int longest) {
        double pixels = (double) width * height;
        return Math.min(1, Math.min(longest / (double) Math.max(width, height), Math.sqrt(SHOWN / pixels)));
    }

    private static BufferedImage scaled(BufferedImage image, int longest) {
        double factor = factor(image.getWidth(), image.getHeight(), longest);
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        boolean alpha = image.getColorModel().hasAlpha();
        BufferedImage small =
            new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = small.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.drawImage(image, 0, 0, width, height, null);
        canvas.dispose();
        return small;
    }

    /**
     * The pixels of a WebP by its header (RFC 9649): of a picture with extras, a lossy or a lossless one.
     * @return more than any picture has when the header is none
     */
    private static long webp(byte[] bytes) {
        if (bytes.length < 30 || number(bytes, 4, 4) + 8 > bytes.length) return Long.MAX_VALUE;
        return switch (new String(bytes, 12, 4, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            case "VP8X" -> (number(bytes, 24, 3) + 1) * (number(bytes, 27, 3) + 1);
            case "VP8L" -> bytes[20] != 0x2F ? Long.MAX_VALUE
                : ((number(bytes, 21, 4) & 0x3FFF) + 1) * ((number(bytes, 21, 4) >> 14 & 0x3FFF) + 1);
            case "VP8 " -> number(bytes, 23, 3) != 0x2A019D ? Long.MAX_VALUE
                : (number(bytes, 26, 2) & 0x3FFF) * (number(bytes, 28, 2) & 0x3FFF);
            default -> Long.MAX_VALUE;
        };
    }

    private static long number(byte[] bytes, int at, int length) {
        long number = 0;
        for (int i = length - 1; i >= 0; i--) number = number << 8 | bytes[at + i] & 0xFF;
        return number;
    }

    /** Asks, a few hundred times for each picture, whether somebody still waits for it. */
    private record Progress(Runnable alive) implements IIOReadProgressListener {
        @Override
        public void imageProgress(ImageReader source, float percentage) { alive.run(); }
        @Override
        public void imageStarted(ImageReader source, int index) { alive.run(); }
        @Override
        public void imageComplete(ImageReader source) {}
        @Override
        public void sequenceStarted(ImageReader source, int first) {}
        @Override
        public void sequenceComplete(ImageReader source) {}
        @Override
        public void thumbnailStarted(ImageReader source, int index, int thumbnail) {}
        @Override
        public void thumbnailProgress(ImageReader source, float percentage) {}
        @Override
        public void thumbnailComplete(ImageReader source) {}
        @Override
        public void readAborted(ImageReader source) {}
    }
}
