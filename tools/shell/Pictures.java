package tools.shell;

import java.util.Base64;
import java.util.Locale;
import tools.answer.Answer;
import tools.sentry.Images;

/** Pictures in terminals that can show them. */
public final class Pictures {
    /** How a terminal is told of a picture. */
    public enum Way {
        /** It is not. */
        NONE,
        /** The kitty graphics protocol, PNG only. */
        KITTY,
        /** OSC 1337, as in iTerm2: any format. */
        ITERM,
        /** Sixels, as in DEC's terminals. */
        SIXEL
    }

    /** Pixels of the longest side: about a terminal's width. */
    private static final int LONGEST = 1_000;
    /** The kitty protocol's chunks of base64. */
    private static final int CHUNK = 4_096;

    private Pictures() {}

    /** @param kind TERM, in lower case @param program TERM_PROGRAM */
    static Way way(String kind, String program) {
        if (kind.contains("kitty") || kind.contains("ghostty") || program.equalsIgnoreCase("ghostty")) return Way.KITTY;
        if (program.equals("iTerm.app") || program.equals("WezTerm") || program.equals("mintty")) return Way.ITERM;
        return kind.contains("sixel") || kind.startsWith("foot") || kind.startsWith("mlterm") ? Way.SIXEL : Way.NONE;
    }

    /** What makes the terminal show it, with a line end; null when it cannot be shown there. */
    static String shown(Way way, Answer.Image image) {
        if (way == Way.NONE) return null;
        Answer.Image small = Images.fit(image, LONGEST, () -> {});
        return switch (way) {
            case ITERM -> "\u001b]1337;File=inline=1;size=" + small.bytes().length + ":"
                + Base64.getEncoder().encodeToString(small.bytes()) + "\u0007\n";
            case KITTY -> kitty(small);
            default -> sixel(small);
        };
    }

    private static String kitty(Answer.Image image) {
        byte[] png = image.mimeType().equals("image/png") ? image.bytes() : Images.png(image);
        if (png == null) return null;
        String text = Base64.getEncoder().encodeToString(png);
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < text.length(); at += CHUNK) {
            boolean more = at + CHUNK < text.length();
            out.append("\u001b_G").append(at == 0 ? "a=T,f=100," : "").append("m=").append(more ? 1 : 0).append(';')
                .append(text, at, Math.min(text.length(), at + CHUNK)).append("\u001b\\");
        }
        return out.append('\n').toString();
    }

    /** Six rows at a time, a colour at a time, of the 216 that have six steps of each of red, green and blue. */
    private static String sixel(Answer.Image image) {
        int[][] rows = Images.pixels(image);
        if (rows == null) return null;
        int height = rows.length;
        int width = rows[0].length;
        StringBuilder out = new StringBuilder("\u001bPq\"1;1;").append(width).append(';').append(height);
        for (int c = 0; c < 216; c++)
            out.append(String.format(Locale.ROOT, "#%d;2;%d;%d;%d", c, c / 36 * 20, c / 6 % 6 * 20, c % 6 * 20));
        for (int top = 0; top < height; top += 6) {
            boolean[] there = new boolean[216];
            for (int y = top; y < Math.min(height, top + 6); y++)
                for (int x = 0; x < width; x++) there[colour(rows[y][x])] = true;
            for (int c = 0; c < 216; c++) if (there[c]) band(out.append('#').append(c), rows, top, c).append('$');
            out.append('-');
        }
        return out.append("\u001b\\\n").toString();
    }

    private static StringBuilder band(StringBuilder out, int[][] rows, int top, int colour) {
        int width = rows[0].length;
        int run = 0;
        char last = 0;
        for (int x = 0; x <= width; x++) {
            char now = 0;
            if (x < width) {
                int bits = 0;
                for (int y = 0; y < 6 && top + y < rows.length; y++)
                    if (colour(rows[top + y][x]) == colour) bits |= 1 << y;
                now = (char) (63 + bits);
            }
            if (now == last) {
                run++;
                continue;
            }
            if (run > 3) out.append('!').append(run).append(last);
            else for (; run > 0; run--) out.append(last);
            last = now;
            run = 1;
        }
        return out;
    }

    private static int colour(int rgb) {
        return ((rgb >> 16 & 255) + 25) / 51 * 36 + ((rgb >> 8 & 255) + 25) / 51 * 6 + ((rgb & 255) + 25) / 51;
    }
}
