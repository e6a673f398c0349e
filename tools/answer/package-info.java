//SOURCES Answer.java
//SOURCES Ascii.java
//SOURCES Bars.java
//SOURCES CancelledException.java
//SOURCES Data.java
//SOURCES FailureException.java
//SOURCES Ink.java
//SOURCES Invisible.java
//SOURCES Line.java
//SOURCES Measured.java
//SOURCES Page.java
//SOURCES Shape.java
//SOURCES Show.java
//SOURCES Suggestion.java
//SOURCES Table.java
//SOURCES Untrusted.java
//SOURCES UsageException.java

/**
 * How things are said. An {@link tools.answer.Answer} is built by whoever knows something and rendered in one place,
 * with everything that others wrote inside a fence and within a budget; a failure is said in the same way.
 */
package tools.answer;
