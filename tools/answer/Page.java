package tools.answer;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer as text of at most so many characters. When it is longer, whole items are left out, those of the least
 * useful section first and of a section the last first; of a section's last item, and of its facts, the long blocks are
 * shortened first. What is left out is said below, with the way to it.
 */
final class Page {
    /** A block shorter than this tells nothing: then the whole item goes. */
    private static final int SHORTEST = 300;
    private static final String LESS =
        "Ask for less at once, or start the server with --answer-size=N (characters) for longer answers.";

    /** A section on its way to the page. */
    private static final class Part {
        final Answer.Section section;
        Ink.Piece body;
        final List<Ink.Piece> items = new ArrayList<>();
        final int all;
        int shortened;
        boolean gone;

        Part(Answer.Section section) {
            this.section = section;
            this.all = section.items.size();
        }

        /** What stands below the page grows with what is left out, so once is not always enough. */
        boolean shortenable() {
            return shortened < 4;
        }

        boolean droppable() { return section.worth != Integer.MAX_VALUE && !(gone && items.isEmpty()); }
    }

    private final Answer answer;
    private final Ink ink;
    private final int most;
    private final List<Part> parts = new ArrayList<>();
    private final Ink.Piece head;
    private int total;

    Page(Answer answer, Ink ink, int most) {
        this.answer = answer;
        this.ink = ink;
        this.most = most;
        // each piece is written once; leaving one out only subtracts its length
        for (Answer.Section section : answer.sections) {
            Part part = new Part(section);
            part.body = body(section);
            total += part.body.length();
            for (Answer.Item item : section.items) {
                Ink.Piece piece = item(section, item);
                part.items.add(piece);
                total += piece.length();
            }
            parts.add(part);
        }
        Ink.Piece title = ink.piece("# " + ink.line(answer.title) + "\n");
        head = title.length() > most / 3 ? ink.piece("# (its title is too long)\n") : title;
    }

    private Ink.Piece body(Answer.Section section) {
        StringBuilder body = new StringBuilder();
        if (!section.title.isEmpty()) body.append("\n## ").append(section.title).append('\n');
        section.entries.forEach(entry -> ink.entry(body, entry));
        return ink.piece(body.toString());
    }

    private Ink.Piece item(Answer.Section section, Answer.Item item) {
        return ink.piece(section.rows ? ink.row(item) : ink.item(item));
    }

    String text() {
        Ink.Piece end = below(List.of(), answer.notes.size());
        if (total + head.length() + end.length() <= most + 1) {
            String whole = (above(end) + end.text()).stripTrailing();
            if (whole.length() <= most) return whole;
        }
        int room = most - head.length() - ink.longestLegend() - end.length();
        for (;;) {
            while (total > room && shorten(total - room)) {
                // one thing after the other
            }
            Ink.Piece below = fitting(leftOut());
            String above = above(below);
            int over = above.length() + below.length() - most;
            if (over <= 0) return (above + below.text()).stripTrailing();
            int before = total;
            room = Math.min(room, total) - over;
            if (!shorten(over) && total == before)
                return (Ink.cut(above, most - below.length()) + below.text()).stripTrailing();
        }
    }

    /** Makes the least useful thing shorter by so many characters, or leaves it out. @return whether there was one */
    private boolean shorten(int by) {
        Part least = null;
        for (Part part : parts.subList(1, parts.size()))
            if (part.droppable() && (least == null || part.section.worth <= least.section.worth)) least = part;
        if (least == null) {
            for (Part part : parts)
                if (part.shortenable() && (least == null || part.body.length() > least.body.length())) least = part;
            if (least == null) return false;
            least.shortened++;
            least.body = replaced(least.body, shorter(least, null, least.body.length() - by));
            return true;
        }
        int last = least.items.size() - 1;
        if (last >= 0) {
            Ink.Piece piece = least.items.remove(last);
            Ink.Piece shorter = last > 0 || !least.shortenable() ? null
                : shorter(least, least.section.items.get(0), piece.length() - by);
            if (shorter != null) {
                least.shortened++;
                least.items.add(shorter);
            }
            total -= piece.length() - (shorter == null ? 0 : shorter.length());
            return true;
        }
        Ink.Piece shorter = !least.shortenable() ? null : shorter(least, null, least.body.length() - by);
        total -= least.body.length() - (shorter == null ? 0 : shorter.length());
        if (shorter == null) {
            least.gone = true;
        } else {
            least.shortened++;
            least.body = shorter;
        }
        return true;
    }

    private Ink.Piece replaced(Ink.Piece before, Ink.Piece after) {
        if (after == null) return before;
        total -= before.length() - after.length();
        return after;
    }

    /** With its blocks as long as the length allows; null when they would tell nothing. @param item null: the facts */
    private Ink.Piece shorter(Part part, Answer.Item item, int length) {
        Ink.Piece found = with(SHORTEST, part, item);
        if (found.length() > length) found = null;
        int low = SHORTEST;
        int high = found == null ? low : Math.max(low, length);
        // to a few lines is near enough: each try writes the whole piece
        while (high - low > 100) {
            int middle = (low + high) >>> 1;
            Ink.Piece tried = with(middle, part, item);
            if (tried.length() <= length) {
                found = tried;
                low = middle;
            } else {
                high = middle;
            }
        }
        ink.blocksOf(Integer.MAX_VALUE);
        return found;
    }

    private Ink.Piece with(int longestBlock, Part part, Answer.Item item) {
        ink.blocksOf(longestBlock);
        return item == null ? body(part.section) : item(part.section, item);
    }

    private String above(Ink.Piece below) {
        List<Ink.Piece> shown = new ArrayList<>(List.of(head));
        for (Part part : parts) {
            if (part.gone || part.items.isEmpty() && part.all > 0 && part.section.entries.isEmpty()) continue;
            shown.add(part.body);
            shown.addAll(part.items);
        }
        String legend = ink.legend(below.spans() || shown.stream().anyMatch(Ink.Piece::spans),
            below.marks() || shown.stream().anyMatch(Ink.Piece::marks));
        StringBuilder out = new StringBuilder(head.text()).append(legend);
        String first = parts.get(0).body.text();
        // a line of ours would be rendered as the end of the sentence above it
        if (!legend.isEmpty() && !first.isEmpty() && !first.startsWith("- ") && !Ink.opensBlock(first))
            out.append('\n');
        shown.subList(1, shown.size()).forEach(piece -> out.append(piece.text()));
        return out.toString();
    }

    private List<String> leftOut() {
        List<String> left = new ArrayList<>();
        boolean way = true;
        for (Part part : parts) {
            int dropped = part.all - part.items.size();
            if (!part.gone && part.shortened == 0 && dropped == 0) continue;
            String title = part.section.title;
            String what = title.isEmpty() ? part.all > 0 ? "items" : "the facts" : "\"" + title + "\"";
            String said = dropped > 0 && !part.gone && (part.items.size() > 0 || !part.section.entries.isEmpty())
                ? "the last " + dropped + " of " + part.all + " in " + what
                : part.shortened > 0 && !part.gone ? "a part of " + what : what;
            left.add("Left out for length: " + said + (part.section.more == null ? "." : ". " + part.section.more));
            way &= part.section.more != null;
        }
        if (!way) left.add(LESS);
        return left;
    }

    /** What stands below, cut down to half of the page when there is more of it. */
    private Ink.Piece fitting(List<String> left) {
        Ink.Piece below = below(left, answer.notes.size());
        if (below.length() > most / 2 && left.size() > 2)
            below = below(left = List.of("Left out for length: parts of " + left.size() + " sections.", LESS),
                answer.notes.size());
        for (int shown = answer.notes.size() - 1; shown >= 0 && below.length() > most / 2; shown--)
            below = below(left, shown);
        return below;
    }

    /** What was left out, how to go on, and the first of the notes. */
    private Ink.Piece below(List<String> left, int notes) {
        StringBuilder below = new StringBuilder();
        for (String each : left) below.append('\n').append(each).append('\n');
        if (answer.next != null)
            below.append(left.isEmpty() ? "\nMore: call again with cursor " : "\nThe page after this one: cursor ")
                .append(ink.cursor(answer.next)).append('\n');
        for (Line note : answer.notes.subList(0, notes)) below.append('\n').append(ink.line(note)).append('\n');
        return ink.piece(below.toString());
    }
}
