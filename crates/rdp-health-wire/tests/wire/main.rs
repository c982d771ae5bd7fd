//! The codecs from outside: golden bytes both ways, properties, and what real hosts said.

#[cfg(test)]
mod captures;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod connection;
#[cfg(test)]
mod credssp;
#[cfg(test)]
mod datagrams;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod flight;
#[cfg(test)]
mod kerberos;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod strategies;
#[cfg(test)]
mod vectors;
