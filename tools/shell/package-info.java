//SOURCES Arguments.java
//SOURCES Authorities.java
//SOURCES Checkup.java
//SOURCES Clients.java
//SOURCES Commands.java
//SOURCES Completion.java
//SOURCES Diagnosis.java
//SOURCES Doctor.java
//SOURCES Domains.java
//SOURCES Flag.java
//SOURCES Gate.java
//SOURCES GateHeaders.java
//SOURCES Grants.java
//SOURCES Login.java
//SOURCES Machine.java
//SOURCES Manual.java
//SOURCES Options.java
//SOURCES Pictures.java
//SOURCES Proxies.java
//SOURCES Readme.java
//SOURCES Reports.java
//SOURCES Skill.java
//SOURCES Terminal.java
//SOURCES Unfilled.java

/**
 * The program in a shell: flags, commands, doctor, configurations of clients, the manual. Nothing here opens anything;
 * {@link tools.shell.Machine} does.
 */
package tools.shell;
