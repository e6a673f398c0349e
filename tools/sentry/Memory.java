package tools.sentry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import tools.json.Gunzip;

/**
 * What running calls hold of large answers, together: answers are counted while they are read, not when it is too late.
 */
public final class Memory {
    /** Beyond the small part of each answer: two of the largest fit the heap, five do not. */
    private static final int MOST = 2 * SentryErrand.LARGEST;
    private static final int SMALL = 1 << 20;

    private final AtomicInteger held = new AtomicInteger();   // bytes, as counted for MOST

    /** One answer is larger than may be. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;
        private final int most;

        TooLargeException(int most) { this.most = most; }

        /** Bytes that would have been read. */
        public int most() { return most; }
    }

    /** Other calls hold what memory there is; they will be done soon. */
    public static final class CrowdedException extends IOException {
        private static final long serialVersionUID = 1;
    }

    public Share share() { return new Share(); }

    /** One call's part of it. */
    public final class Share {
        private int holds;
        private boolean over;

        private Share() {}

        /** The memory of one answer. @param most bytes that it may have, packed or unpacked */
        public Piece piece(int most) {
            return new Piece(this, most);
        }

        /** @return what was counted. @throws IOException when there is no room for it */
        synchronized int grow(int soFar, int more) throws IOException {
            if (soFar + more <= SMALL) return 0;
            if (holds + more > MOST) throw new TooLargeException(MOST);
            if (over || held.get() + more > MOST) throw new CrowdedException();
            hold(more);
            return more;
        }

        private void hold(int bytes) {
            holds += bytes;
            held.addAndGet(bytes);
        }

        private synchronized void giveBack(int bytes) {
            if (!over) hold(-bytes);
        }

        /** The call is over. @return whether it held something large */
        public synchronized boolean end() {
            boolean large = holds > 0;
            over = true;
            hold(-holds);
            return large;
        }
    }

    /** One answer's bytes, counted before they are kept. */
    public static final class Piece {
        private final Share share;
        private final int most;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private int taken;

        private Piece(Share share, int most) {
            this.share = share;
            this.most = most;
        }

        /** What arrived. @throws IOException when there is no room for it */
        public void keep(ByteBuffer buffer) throws IOException {
            byte[] chunk = new byte[buffer.remaining()];
            grow(received.size(), chunk.length);
            buffer.get(chunk);
            received.write(chunk, 0, chunk.length);
        }

        /** From the beginning: what arrived before was of another answer. */
        public void again() { received.reset(); }

        public byte[] kept() { return received.toByteArray(); }

        /**
         * The bytes, unpacked piece by piece.
         * @throws IOException when there is no room for them, or they are broken
         */
        public byte[] unpacked(byte[] packed, String encoding) throws IOException {
            if (packed.length == 0 || !encoding.equalsIgnoreCase("gzip")) return packed;
            return Gunzip.all(packed, this::grow);
        }

        private void grow(int soFar, int more) throws IOException {
            if (soFar + more > most) throw new TooLargeException(most);
            taken += share.grow(soFar, more);
        }

        /** An attempt that brought nothing keeps nothing; what a call holds at its end goes then. */
        public void giveBack() {
            share.giveBack(taken);
        }
    }
}
