package demo;

/** An answer that is no success, as Sentry words it. */
final class Refused extends RuntimeException {
    final int status;
    final Object body;

    Refused(int status, Object body) {
        super(String.valueOf(body), null, false, false);
        this.status = status;
        this.body = body;
    }

    /** {@code {"detail": …}}, the usual form. */
    static Refused because(int status, String detail) {
        return new Refused(status, Plain.map("detail", detail));
    }

    static Refused missing() { return because(404, "The requested resource does not exist"); }

    static Refused query(String detail) { return because(400, detail); }

    /** What a serializer says of one field. */
    static Refused field(String name, String problem) {
        return new Refused(400, Plain.map(name, Plain.list(problem)));
    }
}
