//! What encrypts the calls that the program itself makes.

/// Has every client of the process use ring. To be called before the first is made; once more does nothing.
pub fn use_ring() {
    // A second provider is refused, and the first is as good.
    _ = rustls::crypto::ring::default_provider().install_default();
}
