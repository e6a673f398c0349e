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
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import tools.answer.Answer;

/**
 * Makes pictures small enough for a client, with the JDK's own ImageIO and in memory only. Nothing of it is loaded
 * before the first call that has a picture to shrink.
 */
public final class Images {
    static {
        System.setProperty("java.awt.headless", "true");   // no display is needed, and none must be opened
        ImageIO.setUseCache(false);          // else it writes temporary files
    }

    /** Pixels that are decoded at once: at 16 bits a channel they take 64 MB of the program's 256. */
    private static final long DECODED = 8_000_000;
    /**
     * The largest picture that is read at all. Its rows pass by one after the other, so that only time is at stake.
     */
    private static final long LARGEST = 200_000_000;
    /** A progressive JPEG is held whole outside the heap, 6 bytes a pixel. */
    private static final long LARGEST_JPEG = 40_000_000;
    private static final int LONGEST_ROW = 100_000;

    private Images() {}

    /**
     * The picture with its longest side at most {@code longest} pixels; as it is when it is small enough or cannot
     * be read. One at a time: memory.
     */
    public static synchronized Answer.Image fit(Answer.Image image, int longest) {
        try (ImageInputStream in =
            new MemoryCacheImageInputStream(new ByteArrayInputStream(image.bytes()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) return image;
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                boolean jpeg = image.mimeType().equals("image/jpeg");
                if (Math.max(width, height) <= longest || width > LONGEST_ROW
                    || (long) width * height > (jpeg ? LARGEST_JPEG : LARGEST)) return image;
                ImageReadParam every = reader.getDefaultReadParam();
                int step = step(width, height, longest);
                every.setSourceSubsampling(step, step, 0, 0);
                BufferedImage small = scaled(reader.read(0, every), longest);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                return ImageIO.write(small, jpeg ? "jpeg" : "png", out)
                    ? new Answer.Image(jpeg ? "image/jpeg" : "image/png", out.toByteArray()) : image;
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            return image;   // readers throw anything at broken bytes; a runtime without java.desktop has none
        }
    }

    /** Every how many-th pixel is decoded: as many as the scaling can use, and no more than memory holds. */
    public static int step(int width, int height, int longest) {
        int step = Math.max(1, Math.max(width, height) / longest);
        while (((long) width / step + 1) * ((long) height / step + 1) > DECODED) step++;
        return step;
    }

    private static BufferedImage scaled(BufferedImage image, int longest) {
        double factor = Math.min(1, longest / (double) Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        boolean alpha = image.getColorModel().hasAlpha();
        BufferedImage small = new BufferedImage(width, height,
            alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = small.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION,
            RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.drawImage(image, 0, 0, width, height, null);
        canvas.dispose();
        return small;
    }
}
