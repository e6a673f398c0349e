//SOURCES AlertText.java
//SOURCES Alerts.java
//SOURCES Crons.java
//SOURCES Dashboards.java
//SOURCES LegacyAlerts.java
//SOURCES Silencing.java
//SOURCES Uptime.java

/**
 * What watches: uptime and cron monitors, alerts, dashboards.
 */
package tools.monitors;
