//SOURCES DocAnswers.java
//SOURCES Docs.java

/**
 * Sentry's documentation.
 */
package tools.docs;
