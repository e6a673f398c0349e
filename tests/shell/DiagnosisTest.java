import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.shell.Checkup;
import tools.shell.Diagnosis;

/** From where on the doctor finds fault with a clock or a certificate, on both sides of each bound. */
class DiagnosisTest {
    private static final String DATE = "Wed, 11 Feb 2026 08:00:00 GMT";
    private static final Instant THEN = Instant.parse("2026-02-11T08:00:00Z");

    private static Checkup.Check check(Consumer<Diagnosis> looking) {
        Checkup checkup = new Checkup();
        looking.accept(new Diagnosis(checkup, "sentry.example", "https://sentry.example", List.of()));
        return checkup.checks().get(0);
    }

    /** @param off milliseconds by which this machine's clock is ahead */
    private static String clock(long off) {
        Checkup.Check check = check(diagnosis -> diagnosis.clock(DATE, THEN.plusMillis(off)));
        return check.status() + ": " + check.said();
    }

    @Test
    void aClockMayBeAMinuteOff() {
        assertEquals("OK: agrees with sentry.example to the minute", clock(60_000));
        assertEquals("OK: agrees with sentry.example to the minute", clock(-60_000));
        assertEquals("WARNING: this machine is 1 min ahead of sentry.example", clock(60_001));
        assertEquals("WARNING: this machine is 1 min behind sentry.example", clock(-60_001));
    }

    @Test
    void aClockThatIsMoreThanTenMinutesOffIsAFault() {
        assertEquals("WARNING: this machine is 10 min ahead of sentry.example", clock(600_000));
        assertEquals("WARNING: this machine is 10 min behind sentry.example", clock(-600_000));
        assertEquals("FAILED: this machine is 10 min ahead of sentry.example", clock(600_001));
        assertEquals("FAILED: this machine is 10 min behind sentry.example", clock(-600_001));
    }

    @Test
    void aCertificateOfTwoWeeksOrLessIsToBeRenewed() {
        for (int more : new int[] {0, 1}) {
            Instant end = THEN.plus(Duration.ofDays(14)).plusSeconds(more);
            Checkup.Check check = check(diagnosis -> diagnosis.tls("TLSv1.3", end, THEN));
            assertEquals("TLSv1.3, certificate trusted and valid until 2026-02-25", check.said());
            assertEquals(more == 0 ? "WARNING: Have it renewed before that day." : "OK: ",
                check.status() + ": " + check.todo());
        }
    }
}
