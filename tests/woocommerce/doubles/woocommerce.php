<?php
/** WooCommerce's orders and webhooks, as class-wc-webhook.php has them. */

declare( strict_types=1 );

namespace Automattic\WooCommerce\Utilities {
	final class FeaturesUtil {
		public static function declare_compatibility( string $feature, string $file, bool $is_fine ): void {
			wp()->declared[ $feature ] = $is_fine;
		}
	}
}

namespace {
	/** The rows of all webhooks, ours and others'. */
	final class WebhookTable {
		/** @param array<int, array> $rows */
		public function __construct( public array $rows ) {}
	}

	final class WC_Webhook {
		private array $row = array(
			'name'          => '',
			'topic'         => '',
			'status'        => 'disabled',
			'delivery_url'  => '',
			'secret'        => '',
			'failure_count' => 0,
			'user_id'       => 0,
			'api_version'   => 'wp_api_v3',
		);

		public function __construct( private int $id = 0 ) {
			$this->row = wp()->webhooks->rows[ $id ] ?? $this->row;
		}

		public function __call( string $name, array $words ): mixed {
			list( $verb, $field ) = explode( '_', $name, 2 );
			if ( 'set' === $verb ) {
				$this->row[ $field ] = $words[0];
			}
			return $this->row[ $field ];
		}

		public function get_id(): int {
			return $this->id;
		}

		public function get_resource(): string {
			return explode( '.', $this->row['topic'] )[0];
		}

		public function get_event(): string {
			return explode( '.', $this->row['topic'] )[1];
		}

		public function get_new_delivery_id(): string {
			return md5( $this->id . time() );
		}

		public function save(): void {
			$this->id                          = $this->id ?: max( 0, 0, ...array_keys( wp()->webhooks->rows ) ) + 1;
			wp()->webhooks->rows[ $this->id ] = $this->row;
		}

		public function delete( bool $for_good ): void {
			unset( wp()->webhooks->rows[ $this->id ] );
		}

		public function build_payload( int $order_id ): array {
			if ( ! user_can( $this->row['user_id'], 'manage_woocommerce' ) ) {
				return array( 'code' => 'woocommerce_rest_cannot_view', 'message' => 'Sorry', 'data' => array( 'status' => 401 ) );
			}
			return wp()->orders[ $order_id ]->body();
		}

		public function generate_signature( string $body ): string {
			$secret = wp_specialchars_decode( $this->row['secret'], ENT_QUOTES );
			return base64_encode( hash_hmac( 'sha256', $body, $secret, true ) );
		}
	}

	function wc_get_webhook( int $webhook_id ): ?WC_Webhook {
		return isset( wp()->webhooks->rows[ $webhook_id ] ) ? new WC_Webhook( $webhook_id ) : null;
	}

	/** An order, which the REST API writes as the test gave it, with the meta data that plugins added. */
	final class WC_Order {
		public int $saved_count = 0;
		private array $meta     = array();

		public function __construct( private array $rest ) {
			wp()->orders[ $rest['id'] ] = $this;
		}

		public function get_id(): int {
			return $this->rest['id'];
		}

		public function get_order_key(): string {
			return $this->rest['order_key'];
		}

		public function get_meta( string $key ): string {
			return $this->meta[ $key ] ?? '';
		}

		public function update_meta_data( string $key, string $value ): void {
			$this->meta[ $key ] = $value;
		}

		public function save(): void {
			++$this->saved_count;
		}

		public function update_status( string $status ): void {
			$from                 = $this->rest['status'];
			$this->rest['status'] = $status;
			do_action( 'woocommerce_order_status_changed', $this->rest['id'], $from, $status, $this );
		}

		public function body(): array {
			$rest = $this->rest;
			foreach ( $this->meta as $key => $value ) {
				$rest['meta_data'][] = array( 'id' => 900, 'key' => $key, 'value' => $value );
			}
			return $rest;
		}
	}

	function wc_get_order( int $order_id ): WC_Order|false {
		return wp()->orders[ $order_id ] ?? false;
	}

	function wc_clean( string $text ): string {
		return trim( preg_replace( '/[\r\n\t ]+/', ' ', strip_tags( $text ) ) );
	}

	function wc_maybe_define_constant( string $name, mixed $value ): void {
		wp()->sent_headers[ $name ] = $value;
	}
}
