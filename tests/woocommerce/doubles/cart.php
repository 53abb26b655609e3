<?php
/** WooCommerce's session, cart and coupons: sums are calculated at every change, and a bad coupon is refused. */

declare( strict_types=1 );

final class WooCommerceDouble {
	public string $version = '11.0.1';
	public SessionDouble $session;
	public WC_Cart $cart;

	public function __construct( array $kept ) {
		$this->session = new SessionDouble( $kept );
		$this->cart    = new WC_Cart();
	}
}

function WC(): WooCommerceDouble {
	return wp()->shop;
}

final class SessionDouble {
	public bool $has_cookie = false;

	public function __construct( public array $kept ) {}

	public function get( string $name ): mixed {
		return $this->kept[ $name ] ?? null;
	}

	public function set( string $name, mixed $value ): void {
		$this->kept[ $name ] = $value;
		$this->kept          = array_filter( $this->kept, static fn( mixed $one ) => null !== $one );
	}

	public function has_session(): bool {
		return $this->has_cookie;
	}

	public function set_customer_session_cookie( bool $set ): void {
		$this->has_cookie = $set;
	}
}

/** A cart of so many rupees. */
final class WC_Cart {
	public array $applied = array();
	public int $sum       = 0;

	public function put( int $rupees ): void {
		$this->sum = $rupees;
		$this->calculate_totals();
	}

	public function is_empty(): bool {
		return 0 === $this->sum;
	}

	public function has_discount( string $code ): bool {
		return in_array( wc_format_coupon_code( $code ), $this->applied, true );
	}

	public function apply_coupon( string $code ): bool {
		$fits = ( new WC_Discounts( $this ) )->is_coupon_valid( new WC_Coupon( $code ) );
		if ( is_wp_error( $fits ) ) {
			wc_add_notice( $fits->get_error_message(), 'error' );
			return false;
		}
		$this->applied[] = wc_format_coupon_code( $code );
		$this->calculate_totals();
		wc_add_notice( 'Coupon code applied successfully.' );
		return true;
	}

	public function calculate_totals(): void {
		if ( ! $this->is_empty() ) {
			do_action( 'woocommerce_after_calculate_totals', $this );
		}
	}
}

/** A coupon of the store: what the test gave under its code. */
final class WC_Coupon {
	private array $row;

	public function __construct( string $code ) {
		$this->row = wp()->coupons[ wc_format_coupon_code( $code ) ] ?? array();
	}

	public function get_id(): int {
		return $this->row ? 5 : 0;
	}

	public function get_virtual(): bool {
		return false;
	}

	public function get_minimum_amount(): int {
		return $this->row['minimum'] ?? 0;
	}

	public function get_date_expires(): ?DateTime {
		return isset( $this->row['expires'] ) ? new DateTime( $this->row['expires'] ) : null;
	}

	public function get_usage_limit(): int {
		return $this->row['limit'] ?? 0;
	}

	public function get_usage_count(): int {
		return $this->row['used'] ?? 0;
	}
}

final class WC_Discounts {
	public function __construct( private WC_Cart $cart ) {}

	public function is_coupon_valid( WC_Coupon $coupon ): bool|WP_Error {
		$expires = $coupon->get_date_expires();
		$refusal = match ( true ) {
			0 === $coupon->get_id() => 'This coupon does not exist.',
			$coupon->get_usage_limit() > 0 && $coupon->get_usage_count() >= $coupon->get_usage_limit() => 'Coupon usage limit has been reached.',
			$expires && $expires->getTimestamp() < time() => 'This coupon has expired.',
			$coupon->get_minimum_amount() > $this->cart->sum => "The minimum spend for this coupon is {$coupon->get_minimum_amount()}.",
			default => '',
		};
		return '' === $refusal ? true : new WP_Error( 'invalid_coupon', $refusal );
	}
}

function wc_format_coupon_code( string $code ): string {
	return strtolower( trim( $code ) );
}

function wc_coupons_enabled(): bool {
	return true;
}

function wc_add_notice( string $message, string $kind = 'success' ): void {
	wp()->notices[] = array( $kind, $message );
}
