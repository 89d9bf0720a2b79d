/** What is used of basic-ftp: the control connection, and the reading of replies. Nothing else imports it. */
export { Client, FTPError, type FTPContext } from 'basic-ftp';
