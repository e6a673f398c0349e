//SOURCES Frames.java
//SOURCES Gunzip.java
//SOURCES Json.java
//SOURCES Redact.java
//SOURCES Secrets.java
//SOURCES Words.java

/**
 * Reading, writing and cutting JSON: frames of the protocol, answers of Sentry as a tolerant tree, and what must never
 * be shown. Everything here is bounded by what it reads.
 */
package tools.json;
