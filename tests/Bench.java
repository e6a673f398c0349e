class Bench { public static void main(String... a) { } }
